-- A quoted local part (RFC 5321, 4.1.2) may hold spaces, brackets and @.
alter table agentor.outbox drop constraint outbox_address_check;
alter table agentor.outbox add constraint outbox_address_check check (
    char_length(address) <= 254
    and address ~ '^("([^"\\[:cntrl:]]|\\[^[:cntrl:]])+"|[^[:cntrl:][:space:]<>@"]+)@[^[:cntrl:][:space:]<>@]+$');
