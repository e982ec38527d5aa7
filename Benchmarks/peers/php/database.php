<?php

declare(strict_types=1);

/// A connection this process keeps, with its statements prepared, in a transaction.
function begin(): PgSql\Connection
{
    $database = pg_pconnect(getenv('DATABASE'));
    // Beginning tells whether the statements are there: no question of its own is needed.
    if (!@pg_execute($database, 'begin', [])) {
        foreach (STATEMENTS as $name => $statement) {
            pg_prepare($database, $name, $statement);
        }
        pg_execute($database, 'begin', []);
    }
    return $database;
}

/// The session of a cookie: the hash it is entered by, and what vouches for forms, under a mask.
function session(string $cookie): array
{
    $bytes = hex2bin($cookie);
    $mask = random_bytes(32);
    $code = hash_hmac('sha256', 'form', substr($bytes, 32), true);
    return ['\x' . hash('sha256', substr($bytes, 0, 32)), bin2hex($mask . ($mask ^ $code))];
}

/// A UUID of version 4.
function nonce(): string
{
    $bytes = random_bytes(16);
    $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
    $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}
