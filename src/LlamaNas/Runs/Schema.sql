-- Version 1; Version2.sql adds to it. Append-only: rows are added, never changed (but for a larger budget and moved folders among the settings).
CREATE TABLE run (
    settings TEXT NOT NULL                 -- JSON object: what decides the results
) STRICT;

CREATE TABLE score (                       -- one network on one task
    architecture TEXT NOT NULL,            -- the sub-network's text form
    task TEXT NOT NULL,
    split TEXT NOT NULL,                   -- search | test
    precision TEXT NOT NULL,               -- float32 | bfloat16 | int8
    metric TEXT NOT NULL,                  -- the metric that stands for the task
    value REAL NOT NULL,
    standard_error REAL NOT NULL,
    outcomes BLOB NOT NULL,                -- float32 a document, in the split's order
    computed_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (architecture, task, split, precision)
) STRICT;

CREATE TABLE candidate (                   -- what the search evaluated, in order
    evaluation INTEGER PRIMARY KEY,
    round INTEGER NOT NULL,
    architecture TEXT NOT NULL,
    objective_values TEXT NOT NULL         -- JSON array
) STRICT;

CREATE TABLE round (
    round INTEGER PRIMARY KEY,
    evaluations INTEGER NOT NULL,
    hypervolume REAL NOT NULL,
    rank_correlation REAL                  -- Kendall tau of the predictor on the round's candidates before it saw them
) STRICT;
