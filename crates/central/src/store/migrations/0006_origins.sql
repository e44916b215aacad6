-- By whose command the last change was made: of the PCs that call themselves one desk (a copied database goes on under the
-- name of its original), and which command, for those that were made on top of it before it was answered.
ALTER TABLE appointment ADD COLUMN exclusive_origin BLOB;
ALTER TABLE appointment ADD COLUMN exclusive_command BLOB;
ALTER TABLE appointment ADD COLUMN desk_origin BLOB;
ALTER TABLE appointment ADD COLUMN desk_command BLOB;
