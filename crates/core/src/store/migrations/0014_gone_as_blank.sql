-- Whether a page was thrown away because it is blank: such a side went through the feeder as a sheet's, one that the
-- clerk threw away by hand did not count as one.
ALTER TABLE pages ADD COLUMN as_blank INTEGER NOT NULL DEFAULT 0;
UPDATE pages SET as_blank = 1 WHERE removed AND coalesce(json_extract(finished, '$.blank'), 0)
    AND id NOT IN (SELECT back_id FROM pages WHERE back_id IS NOT NULL);
