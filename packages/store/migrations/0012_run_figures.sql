-- What a run that succeeded says of its work, by name: {"warmed": 20}. Null: it says nothing. Not jsonb: the order stays.
ALTER TABLE jobs.run ADD COLUMN figures json;
