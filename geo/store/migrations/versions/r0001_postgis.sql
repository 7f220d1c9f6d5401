-- Writes that come from outside (QGIS, psql): the same promises as the store's own.
-- A version and a change per statement, no row lost: what was there is kept as history.

CREATE FUNCTION jingwei_before_outside_write() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- the row lock is held to commit: version order is commit order
    UPDATE layer_version SET version = version + 1, changed_at = clock_timestamp() WHERE layer = TG_TABLE_NAME;
    PERFORM set_config('jingwei.extent', '', true);
    RETURN NULL;
END $$;
-- end

CREATE FUNCTION jingwei_extend(shape geometry) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    known float8[] := nullif(current_setting('jingwei.extent', true), '')::float8[];
BEGIN
    IF shape IS NULL OR ST_IsEmpty(shape) THEN
        RETURN;
    END IF;
    PERFORM set_config('jingwei.extent', ARRAY[
        least(known[1], ST_XMin(shape)), least(known[2], ST_YMin(shape)),
        greatest(known[3], ST_XMax(shape)), greatest(known[4], ST_YMax(shape))
    ]::text, true);
END $$;
-- end

CREATE FUNCTION jingwei_outside_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    now_version bigint;
    day date := current_date;
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
        EXECUTE format('UPDATE %I SET version_to = $1, valid_to = least(valid_to, $2) WHERE fid = $3', TG_TABLE_NAME)
            USING now_version, day, OLD.fid;
        RETURN NULL;
    END IF;

    IF TG_OP = 'UPDATE' THEN
        closed := OLD;
        closed.fid := nextval(pg_get_serial_sequence(quote_ident(TG_TABLE_NAME), 'fid'));
        closed.version_to := now_version;
        closed.valid_to := least(OLD.valid_to, day);
        EXECUTE format('INSERT INTO %I SELECT ($1::%I).*', TG_TABLE_NAME, TG_TABLE_NAME) USING closed;
        NEW.fid := OLD.fid;
        NEW.id := OLD.id;
        IF NEW.valid_from = OLD.valid_from THEN
            NEW.valid_from := day;
        END IF;
    ELSIF NEW.id IS NULL THEN
        UPDATE layer_version SET next_id = next_id + 1 WHERE layer = TG_TABLE_NAME RETURNING next_id - 1 INTO NEW.id;
    ELSE
        UPDATE layer_version SET next_id = greatest(next_id, NEW.id + 1) WHERE layer = TG_TABLE_NAME;
    END IF;

    NEW.version_from := now_version;
    NEW.version_to := NULL;
    NEW.valid_from := coalesce(NEW.valid_from, day);
    NEW.source := coalesce(NEW.source, 'outside');
    NEW.key := coalesce(NEW.key, NEW.id::text);
    IF TG_ARGV[0] = 'geometry' THEN
        PERFORM jingwei_extend(NEW.geometry);
    END IF;
    RETURN NEW;
END $$;
-- end

CREATE FUNCTION jingwei_after_outside_write() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    now_number bigint;
    extent float8[] := nullif(current_setting('jingwei.extent', true), '')::float8[];
BEGIN
    UPDATE change_counter SET number = number + 1 RETURNING number INTO now_number;
    INSERT INTO change (number, layer, version, at, note, boxes)
    SELECT now_number, layer, version, clock_timestamp(), 'outside',
           CASE WHEN extent IS NULL THEN '[]'::json ELSE json_build_array(to_json(extent)) END
    FROM layer_version WHERE layer = TG_TABLE_NAME;
    RETURN NULL;
END $$;
-- end

CREATE FUNCTION jingwei_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: rows are added, never lost', TG_OP, TG_TABLE_NAME;
END $$;
-- end
