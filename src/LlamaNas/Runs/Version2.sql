-- Version 2: races. A new store runs Schema.sql and then this; a store of version 1 is brought up by this alone.
CREATE TABLE sample_score (                -- one network on some documents of one task: a step of a race
    architecture TEXT NOT NULL,
    task TEXT NOT NULL,
    split TEXT NOT NULL,
    precision TEXT NOT NULL,
    first INTEGER NOT NULL,                -- place of the first document in the split's order
    metric TEXT NOT NULL,
    outcomes BLOB NOT NULL,                -- float32 a document, from there on
    computed_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (architecture, task, split, precision, first)
) STRICT;

ALTER TABLE candidate ADD COLUMN sampling_errors TEXT;    -- JSON array, one a value; NULL where it was scored in full
