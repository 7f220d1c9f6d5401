-- For whom does this transaction work? Policies ask by these functions; a transaction that did not say raises JW001.
-- They run with the rights of whoever asks, and are asked once per statement (as sub-selects), not once per row.

CREATE FUNCTION jingwei_reach() RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    told text := current_setting('jingwei.reach', true);
BEGIN
    -- a setting of a transaction that has ended is empty, not missing
    IF told IS NULL OR told = '' THEN
        RAISE EXCEPTION 'this transaction did not say for whom it works' USING ERRCODE = 'JW001',
            HINT = 'set jingwei.reach for the transaction, or for a role of your own (see docs/rights.md)';
    END IF;
    RETURN told::jsonb;
END $$;
-- end

CREATE FUNCTION jingwei_system() RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce((jingwei_reach() ->> 'system')::boolean, false)
$$;
-- end

CREATE FUNCTION jingwei_links() RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce((jingwei_reach() ->> 'links')::boolean, false)
$$;
-- end

CREATE FUNCTION jingwei_everywhere(kind text) RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce((reach ->> 'system')::boolean, false) OR coalesce((reach -> kind ->> 'everywhere')::boolean, false)
    FROM jingwei_reach() AS reach
$$;
-- end

CREATE FUNCTION jingwei_ground(kind text, level text) RETURNS bigint[] LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(array_agg(area::bigint), '{}')
    FROM jsonb_array_elements_text(jingwei_reach() -> kind -> level) AS area
$$;
-- end

CREATE FUNCTION jingwei_writes_incidents() RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT jingwei_everywhere('steps') OR jingwei_ground('steps', 'grids') <> '{}'
$$;
-- end
