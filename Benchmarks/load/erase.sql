-- One step of erasing accounts, as the door, for as long as there is something to do: see `Caretaker.eraseDue`.
select is_done, email, full_name from agentor.erase_some();
