-- A write from outside leaves the areas of published boundary sets where they are, and adds none to any set.

CREATE FUNCTION jingwei_keep_boundary_set() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    state_before text;
    state_after text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO state_before FROM boundary_set WHERE id = OLD.boundary_set_id AND version_to IS NULL;
        IF state_before IN ('published', 'retired') AND (
            TG_OP = 'DELETE'
            OR OLD.code IS DISTINCT FROM NEW.code
            OR to_jsonb(OLD) -> TG_ARGV[0] IS DISTINCT FROM to_jsonb(NEW) -> TG_ARGV[0]
            OR OLD.boundary_set_id IS DISTINCT FROM NEW.boundary_set_id
            OR (OLD.geometry IS NULL) <> (NEW.geometry IS NULL)
            OR NOT ST_OrderingEquals(OLD.geometry, NEW.geometry)
        ) THEN
            RAISE EXCEPTION 'area % of % belongs to a published boundary set, which does not change', OLD.id, TG_TABLE_NAME
                USING ERRCODE = 'check_violation', HINT = 'import the new boundaries as a draft and publish it';
        END IF;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD.boundary_set_id IS DISTINCT FROM NEW.boundary_set_id) THEN
        SELECT state INTO state_after FROM boundary_set WHERE id = NEW.boundary_set_id AND version_to IS NULL;
        IF state_after IS NOT NULL THEN
            RAISE EXCEPTION 'boundary set % gets its areas by publishing', NEW.boundary_set_id
                USING ERRCODE = 'check_violation', HINT = 'import the new boundaries as a draft and publish it';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
