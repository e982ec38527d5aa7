-- One file of a message that is hidden while somebody looks at it, and not the message: for whoever sent it alone. What is hidden with its
-- message is `is_hidden`, which the message's own showing takes back.

alter table messaging.files add column is_withheld boolean not null default false;
