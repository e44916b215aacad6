-- For how many citizens somebody is the delegate.
CREATE INDEX appointments_by_delegate ON appointments (json_extract(shown, '$.acting.codice_fiscale'), citizen_id)
    WHERE json_extract(shown, '$.acting.role') = 'delegate';
