-- What is to be sent later can quote, as what is sent at once.

-- Where the message stands that it quotes, in its channel.
alter table messaging.scheduled_messages add column quoted_seq bigint;
