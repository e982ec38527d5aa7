-- Words that count as somebody's name are found by the program (`Keywords`), and by no pattern in the database.

alter table messaging.notification_choices
    drop column keyword_pattern,
    -- Twenty of sixty characters.
    add constraint notification_choices_keywords_length check (char_length(array_to_string(keywords, '')) <= 1200);
