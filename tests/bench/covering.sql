-- the strict verdict on each lived-in building, and whether an active branch and an active hub household serve it
WITH act AS MATERIALIZED (
    SELECT id, level, parent_id, household_id,
           CASE WHEN state = 'dissolved' THEN 0 WHEN state = 'dormant' THEN 3
                WHEN last_active_on IS NULL OR last_active_on > %(day)s THEN 4
                WHEN %(day)s - last_active_on >= 90 THEN 3 ELSE 5 END AS rank
    FROM peer.unit
), link AS MATERIALIZED (
    SELECT l.target_layer, l.target_id, l.unit_id AS u, a.level, a.rank, bool_or(l.is_primary) AS first
    FROM peer.service_link l JOIN act a ON a.id = l.unit_id WHERE a.rank > 0 GROUP BY 1, 2, 3, 4, 5
), twice AS MATERIALIZED (
    SELECT DISTINCT target_layer, target_id FROM link WHERE first GROUP BY target_layer, target_id, level
    HAVING count(DISTINCT u) > 1
), home AS MATERIALIZED (
    SELECT b.id AS b, b.estate_id, b.grid_id, b.community_id, c.street_id, b.lived_in
    FROM peer.home b LEFT JOIN peer.community_of c ON c.id = b.community_id
), pair AS MATERIALIZED (
    SELECT h.b, l.u, l.level, l.rank FROM home h JOIN link l ON l.target_layer = 'building' AND l.target_id = h.b
    UNION SELECT h.b, l.u, l.level, l.rank FROM home h JOIN link l ON l.target_layer = 'estate' AND l.target_id = h.estate_id
    UNION SELECT h.b, l.u, l.level, l.rank FROM home h JOIN link l ON l.target_layer = 'grid' AND l.target_id = h.grid_id
    UNION SELECT h.b, l.u, l.level, l.rank FROM home h JOIN link l ON l.target_layer = 'community' AND l.target_id = h.community_id
    UNION SELECT h.b, l.u, l.level, l.rank FROM home h JOIN link l ON l.target_layer = 'street' AND l.target_id = h.street_id
), doubled AS (
    SELECT h.b FROM home h JOIN twice t
    ON (t.target_layer, t.target_id) IN (('building', h.b), ('estate', h.estate_id), ('grid', h.grid_id),
                                         ('community', h.community_id), ('street', h.street_id)) GROUP BY h.b
), hub AS MATERIALIZED (
    SELECT a.id, a.rank, a.parent_id, coalesce(d.building_id, l.target_id) AS b FROM act a
    LEFT JOIN peer.household d ON d.id = a.household_id
    LEFT JOIN link l ON l.u = a.id AND l.target_layer = 'building' WHERE a.level = 4 AND a.rank > 0
), chain AS (
    SELECT h.b, max(least(
        h.rank,
        CASE WHEN g.id IS NULL THEN 0 WHEN pg.u IS NULL THEN 1 ELSE g.rank END,
        CASE WHEN g.id IS NULL THEN 5 WHEN r.id IS NULL THEN 0 WHEN pr.u IS NULL THEN 1 ELSE r.rank END,
        CASE WHEN r.id IS NULL THEN 5 WHEN c.id IS NULL THEN 0 WHEN pc.u IS NULL THEN 1 ELSE c.rank END)) AS rank,
        bool_or(h.rank = 5) AS hub
    FROM hub h
    LEFT JOIN act g ON g.id = h.parent_id AND g.level = 3 AND g.rank > 0
    LEFT JOIN pair pg ON pg.b = h.b AND pg.u = g.id
    LEFT JOIN act r ON r.id = g.parent_id AND r.level = 2 AND r.rank > 0
    LEFT JOIN pair pr ON pr.b = h.b AND pr.u = r.id
    LEFT JOIN act c ON c.id = r.parent_id AND c.level = 1 AND c.rank > 0
    LEFT JOIN pair pc ON pc.b = h.b AND pc.u = c.id
    GROUP BY h.b
), has AS (
    SELECT b, bool_or(level = 2) AS branch, bool_or(level = 3) AS grp, bool_or(level = 2 AND rank = 5) AS served
    FROM pair GROUP BY b
)
SELECT h.b, CASE
    WHEN NOT coalesce(s.branch, false) THEN 'missing branch' WHEN NOT coalesce(s.grp, false) THEN 'missing group'
    WHEN k.b IS NULL THEN 'missing hub' WHEN d.b IS NOT NULL AND k.rank > 2 THEN 'duplicate primary'
    ELSE (ARRAY['broken parent', 'cross-boundary parent', 'duplicate primary', 'dormant', 'unknown', 'complete'])[k.rank + 1]
    END AS verdict, coalesce(s.served, false) AS served, coalesce(k.hub, false) AS hub
FROM home h LEFT JOIN has s USING (b) LEFT JOIN chain k USING (b) LEFT JOIN doubled d USING (b)
WHERE h.lived_in ORDER BY h.b
