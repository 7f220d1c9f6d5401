-- A row that a write from outside closes keeps the end that it had while it was current.

CREATE OR REPLACE FUNCTION jingwei_outside_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    now_version bigint;
    -- the day where the communities are, whatever the zone of the server or of the session
    day date := (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
    last date;
    closed record;
BEGIN
    SELECT version INTO now_version FROM layer_version WHERE layer = TG_TABLE_NAME;
    IF TG_OP <> 'INSERT' THEN
        IF OLD.version_to IS NOT NULL THEN
            RAISE EXCEPTION 'row % of % is history and does not change', OLD.fid, TG_TABLE_NAME;
        END IF;
        day := greatest(day, OLD.valid_from);
        IF TG_ARGV[0] = 'geometry' THEN
            PERFORM jingwei_extend(OLD.geometry);
        END IF;
    END IF;

    IF TG_OP = 'DELETE' THEN
        EXECUTE format('UPDATE %I SET version_to = $1, current_to = valid_to, valid_to = least(valid_to, $2) '
                       'WHERE fid = $3', TG_TABLE_NAME)
            USING now_version, day, OLD.fid;
        RETURN NULL;
    END IF;

    IF TG_OP = 'UPDATE' THEN
        closed := OLD;
        closed.fid := nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'fid'));
        closed.version_to := now_version;
        closed.current_to := OLD.valid_to;
        closed.valid_to := least(OLD.valid_to, day);
        EXECUTE format('INSERT INTO %I SELECT ($1::%I).*', TG_TABLE_NAME, TG_TABLE_NAME) USING closed;
        NEW.fid := OLD.fid;
        NEW.id := OLD.id;
        -- what was valid until today stays so: two rows of a thing never hold on one day
        NEW.valid_from := greatest(NEW.valid_from, day);
    ELSIF NEW.id IS NULL THEN
        UPDATE layer_version SET next_id = next_id + 1 WHERE layer = TG_TABLE_NAME RETURNING next_id - 1 INTO NEW.id;
    ELSE
        UPDATE layer_version SET next_id = greatest(next_id, NEW.id + 1) WHERE layer = TG_TABLE_NAME;
        -- a thing that comes back does so after it ended
        EXECUTE format('SELECT max(valid_to) FROM %I WHERE id = $1', TG_TABLE_NAME) INTO last USING NEW.id;
        IF last IS NOT NULL THEN
            NEW.valid_from := greatest(NEW.valid_from, day, last);
        END IF;
    END IF;

    NEW.version_from := now_version;
    NEW.version_to := NULL;
    NEW.current_to := NULL;
    NEW.valid_from := coalesce(NEW.valid_from, day);
    IF NEW.valid_to <= NEW.valid_from THEN
        RAISE EXCEPTION 'the row of % would be valid on no day: from %, until before %',
            TG_TABLE_NAME, NEW.valid_from, NEW.valid_to
            USING ERRCODE = 'check_violation', HINT = 'to end a thing today, delete it: its history is kept';
    END IF;
    NEW.source := coalesce(NEW.source, 'outside');
    NEW.key := coalesce(NEW.key, NEW.id::text);
    IF TG_ARGV[0] = 'geometry' THEN
        PERFORM jingwei_extend(NEW.geometry);
    END IF;
    RETURN NEW;
END $$;
