-- Of the PCs that call themselves one desk, which made the change: a copied database goes on under the name of its original.
ALTER TABLE appointment ADD COLUMN exclusive_origin BLOB;
ALTER TABLE appointment ADD COLUMN desk_origin BLOB;
