-- The last number given at a desk, 42 of `S1-0042`, whatever machine gave it: none is to be given twice.
ALTER TABLE desk ADD COLUMN last_number INTEGER NOT NULL DEFAULT 0;
UPDATE desk SET last_number = coalesce((
  SELECT max(CAST(substr(a.number, length(desk.label) + 2) AS INTEGER)) FROM appointment a
  WHERE a.desk_id = desk.id AND substr(a.number, 1, length(desk.label) + 1) = desk.label || '-'
    AND length(a.number) <= length(desk.label) + 10), 0);

-- With frozen = window: why it is frozen besides, lost or desk; NULL: it is not. What that was is needed when the hour is
-- given again.
ALTER TABLE slot ADD COLUMN frozen_besides TEXT;
UPDATE slot SET frozen_besides = 'desk' WHERE frozen = 'window'
  AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.slot_id = slot.id)
  AND EXISTS (SELECT 1 FROM act WHERE act.desk_id = slot.owner
    AND act.kind IN ('desk_lost', 'desk_twice', 'promises_missing', 'desk_renewed'));
