// Written by `npm run types` from the OpenAPI document of the service. Do not edit.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The web map; for clients that ask for JSON, what the service offers
         * @description The map's page is asked about each time, so that a new release is seen at once.
         */
        get: operations["landing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The aliases of estates and buildings, each with what else it means
         * @description In the order in which they were made, of the reader's own areas. An alias with conflicts places nothing: its
         *     meanings are listed as rivals.
         */
        get: operations["aliases"];
        put?: never;
        /**
         * Keep a name for an estate or a building
         * @description For the operator, and in their own areas planners and workers. One that is kept already comes back as it is.
         */
        post: operations["make_alias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aliases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget an alias
         * @description One of a place that is not one's own looks like one that is not there.
         */
        delete: operations["delete_alias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/aliases/learn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Learn a name from an address that was confirmed to mean a building or an estate
         * @description As for an alias that is entered. The one name in the address that is not known becomes an alias; 400 where there is
         *     none, or several.
         */
        post: operations["learn_alias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was written after the change of a number, in order
         * @description At most a thousand changes, with a link to the rest. Without ``since`` only the number of the last one.
         */
        get: operations["changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/changes/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Each change as a server-sent event, as it happens
         * @description «change» carries one change of /changes. «everything» says that all may differ: the client was away for too long, or the day has turned. Last-Event-ID, or since, continues after that change.
         */
        get: operations["change_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/circle/buildings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each door of a building reaches: nearest venue and walk per category, and what the answer rests on
         * @description One document per door; a building without known entrances has one door without id.
         */
        get: operations["building_circle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/circle/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom a place reaches on foot, and an illustration of it
         * @description Doors are decided along the network; the polygon illustrates and decides nothing.
         */
        get: operations["place_reach"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every layer of which the reader may see something
         * @description The collections in drawing order, and the extent of the whole city, on a day.
         */
        get: operations["collections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{layer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One layer as a collection
         * @description One collection, stored or derived; of households the reader's own where he lists them.
         */
        get: operations["collection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{layer}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of features
         * @description Besides the parameters below, every field of the layer filters by an equal value: `kind=basic`.
         */
        get: operations["items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{layer}/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One feature, the areas that hold it, and what it holds
         * @description One feature; a restricted, a withheld and an absent one look the same.
         */
        get: operations["item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The conformance classes that hold
         * @description Only what really holds.
         */
        get: operations["conformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The figures of every area of a level
         * @description Three figures each: covered, not covered, unknown; what lies in no area of the level stands last, without id.
         */
        get: operations["coverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage/{level}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The figures of one area, or of the city (city/0)
         * @description One area as on a day.
         */
        get: operations["area_coverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage/{level}/{id}/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an area's figures changed: one point per day that is asked for
         * @description Days that are not measured yet are measured behind the answer and stand in ``pending``: ask again. An area that is
         *     there on none of them is not found.
         */
        get: operations["area_trend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/doors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The entrances of a building with their floors and doors
         * @description Opaque ids and rooms, without names. A building outside the reader's scope looks like one that is not there.
         */
        get: operations["doors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The gaps, ranked by the households that closing each would gain
         * @description `sort=-households` sorts downwards; several kinds or categories are separated by commas.
         */
        get: operations["gaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/geocode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The door, building, estate or area that an address means, with the reasons
         * @description One record that agrees with everything the address says is the answer. Several, or a contradiction, are listed as
         *     rivals and never guessed. Doors are told only to those who may see them, and the answer is never kept on the way.
         */
        get: operations["geocode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process answers
         * @description Asks nothing of the database, and no worker thread.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/housing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Housing category and recommended mode of every area of a level, with the deciding shares
         * @description Areas by id; what lies in no area of the level stands last, without id; where nobody lives there is no category.
         */
        get: operations["housing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload files and queue their import
         * @description The files are taken in whole before the answer; what is wrong with them stands in the report.
         *
         *     A place in the queue is held before the body is read: what cannot be queued is not taken in.
         */
        post: operations["start_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an import is
         * @description Also for imports of an earlier run of the service.
         */
        get: operations["import_state"];
        put?: never;
        post?: never;
        /**
         * Cancel an import that has not written yet
         * @description A file that is being read is let go at once; otherwise the import ends before its next step. One that is already
         *     writing ends as written.
         */
        delete: operations["cancel_import"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{job}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress as server-sent events, until the import is over
         * @description Each event «state» carries the whole document of the import; the last one is its end.
         */
        get: operations["import_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{job}/report.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report of an import: json, geojson (places of the problems) or html (one page with a map)
         * @description The same report that the command line gives.
         */
        get: operations["import_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of incidents
         * @description For the roles that see incidents: those of their areas that carry every condition.
         */
        get: operations["incidents"];
        put?: never;
        /**
         * Report an incident: stored once, however often it is sent
         * @description When the answer is there, the report is on the disk with its photos, and every open map is told.
         */
        post: operations["report_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One incident, its history, and the steps that may be taken
         * @description What it says and what was done, to those who may read it; outside one's areas it is not there. Written down before it is told.
         */
        get: operations["incident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}/place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say where an incident really is; its grid is derived again
         * @description In the boundaries of the day on which it was reported.
         */
        post: operations["move_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let another grid deal with an incident
         * @description One of its candidates in one step; any other grid with a reason.
         */
        post: operations["route_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a step with an incident
         * @description A step that may not be taken is refused with those that may.
         */
        post: operations["step_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * «This is the one I mean»: a second report of the same thing
         * @description Counted once, however often it is sent; photos are added to the incident's.
         */
        post: operations["support_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The kinds of incidents, their deadlines and rules, and the states
         * @description As this deployment has configured them.
         */
        get: operations["incident_categories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports per area and per 100 households, and which areas are hot spots
         * @description A one-sided exact test of each area's rate against all of them, corrected for the number of areas: those of the
         *     reader.
         */
        get: operations["incident_load"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where all incidents of a list are
         * @description For staff: none is left out, however many there are; what stands too close is counted together.
         */
        get: operations["incident_map"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/near": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open incidents of a category close to a place: is it known already?
         * @description Within the configured distance, the nearest first. Outside one's areas, only that the public told of it already, in
         *     the same estate or else grid.
         */
        get: operations["incidents_near"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the same step with many incidents: with all or none
         * @description The refusal names the first incident with which the step may not be taken.
         */
        post: operations["step_incidents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The street, community, grid, estate and building under a point
         * @description A point on a shared edge belongs to the lowest code, and the answer says that it was a tie.
         *
         *     In a projected system ``lon`` and ``lat`` are its first and second coordinate, easting and northing in metres.
         */
        get: operations["locate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/discovery.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: where the interface is
         * @description Service discovery.
         */
        get: operations["open311_discovery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/discovery.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: where the interface is
         * @description Service discovery.
         */
        get: operations["open311_v2_discovery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/requests.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: how far requests are
         * @description GET Service Requests: the newest first, at most 1,000, of at most 90 days; by ids whenever they were made.
         */
        get: operations["open311_requests"];
        put?: never;
        /**
         * Open311: make a request
         * @description POST Service Request. With the header ``Idempotency-Key`` (8 to 60 letters, digits, . _ : -) a request that is sent
         *     again is stored once, and the key is its token.
         */
        post: operations["open311_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/requests/{number}.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: how far a request is
         * @description GET Service Request: a list of one; a request that is not shown looks like one that is not there.
         */
        get: operations["open311_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/services.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: the kinds of requests
         * @description GET Service List.
         */
        get: operations["open311_services"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/services/{code}.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: what a kind of request asks for
         * @description GET Service Definition: no kind has attributes of its own.
         */
        get: operations["open311_service"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/tokens/{token}.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: the request of a token
         * @description GET service_request_id from a token: requests get their id at once, so the only tokens are idempotency keys.
         */
        get: operations["open311_token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/parks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far party coverage lags behind the growth of each park between two days
         * @description ``lag`` = growth of enterprises − growth of covered enterprises, as counts.
         */
        get: operations["parks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/photos/{id}.jpg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A photo, at most 2,048 pixels long
         * @description As it was encoded when it came: without anything that the camera wrote beside it.
         */
        get: operations["photo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/photos/{id}/thumb.jpg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The small picture of a photo
         * @description At most 320 pixels long.
         */
        get: operations["photo_thumb"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/{level}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who answers for an area, by role and office telephone, and how many incidents are open and closed there
         * @description The same for everybody: no person is named, and no incident told.
         */
        get: operations["public_area"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The database is reachable and current, and the city is in memory
         * @description Ready also with an empty city; 503 with the reason otherwise. Counts what everybody sees: more would tell of reports.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/registry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Layers, fields, coded values and themes, in both languages
         * @description What may be shown to the reader somewhere, and what every map must carry.
         */
        get: operations["registry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/coverage.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A theme as one page with map, figures and gaps of one's own areas, that opens anywhere without a network
         * @description The same page that ``jingwei report`` writes, of all that is one's own: the city where a role holds everywhere.
         */
        get: operations["coverage_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The metric runs, newest first
         * @description Without their results; those that the reader may be told of.
         */
        get: operations["runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run with its result
         * @description The result is tables by columns, with the rows that are the reader's own.
         */
        get: operations["run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/{table}.{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A table of a run's result as a file
         * @description figures, housing, buildings (verdicts), gaps, seams or divided (estates), as csv, xlsx or parquet.
         */
        get: operations["run_table"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Measure a run again from the data as it was known then, and compare
         * @description Nothing is written. For planners and analysts: it takes minutes.
         */
        post: operations["rerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The scenarios that are kept
         * @description In the order in which they were made.
         */
        get: operations["scenarios"];
        put?: never;
        /**
         * Keep changes under a name
         * @description The changes are checked against the city of that day.
         */
        post: operations["make_scenario"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scenarios/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One scenario
         * @description Its changes are what `POST /what-if` and `jingwei what-if` take.
         */
        get: operations["scenario"];
        /**
         * Replace a scenario
         * @description Name, day, preset and changes are all replaced.
         */
        put: operations["change_scenario"];
        post?: never;
        /**
         * Delete a scenario
         * @description Its name is free again, its number is not given again.
         */
        delete: operations["delete_scenario"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/scenarios/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What scenarios would make different, side by side
         * @description Each against the city of its own day and preset.
         */
        get: operations["compare_scenarios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What keeps the areas from tiling the city, and estates that are divided between areas
         * @description Pieces with place, size and remedy, by layer of the children; empty is what publishing needs.
         */
        get: operations["seams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Features by name, code or address, best first
         * @description Width and case of the letters do not matter; names are found by pinyin, by initials and with one slip too. What an
         *     address with numbers means comes first, and says why; doors only for those who may see them.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who asks, and what they may
         * @description The public has no account, no roles and no grants.
         */
        get: operations["session"];
        put?: never;
        /**
         * Sign in
         * @description Every failure is answered alike; 429 says when it may be tried again.
         */
        post: operations["sign_in"];
        /**
         * Sign out in this browser
         * @description Whoever is not signed in is signed out already.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose another password
         * @description Every other session ends.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin, confirm or show a second factor
         * @description Without ``code`` a key is made, for whoever shows the password once more; its first code confirms it; where one is on, a code raises this session.
         */
        post: operations["second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out in every browser, and end every token
         * @description Tokens of programs end as well: whoever took a session may have made one.
         */
        delete: operations["sign_out_everywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a password with a one-time link
         * @description The link's secret stands behind the # of its address and comes here in the body, once.
         */
        post: operations["set_up_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/siting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where would new venues or hub households serve most? Queue the search
         * @description What is wrong with the question is answered at once; what is wrong with it in that city, by the job. For planners
         *     and analysts, within their own areas.
         */
        post: operations["start_siting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/siting/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a siting is, and its answer
         * @description Also for sitings of an earlier run of the service.
         */
        get: operations["siting_state"];
        put?: never;
        post?: never;
        /**
         * Cancel a siting
         * @description It ends within a second, whatever step the solver is in.
         */
        delete: operations["cancel_siting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/siting/{job}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress as server-sent events, until the siting is over
         * @description Each event «state» carries the whole document; the last one carries the answer.
         */
        get: operations["siting_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/styles/{name}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A MapLibre style, coloured by one theme or by none
         * @description Colours and legend come from the registry; no fonts or images are named that would have to be fetched.
         */
        get: operations["style"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{layers}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * TileJSON of one layer or of several in one tile
         * @description The layers come in drawing order, whatever the order of the address; the address of their tiles carries the day, the
         *     preset, the reading and the weight that were asked for.
         */
        get: operations["tilejson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{layers}/{z}/{x}/{y}.mvt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One vector tile with one or several layers */
        get: operations["tile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My tokens, without their secrets
         * @description In the order in which they were made; those that have ended are still told.
         */
        get: operations["tokens"];
        put?: never;
        /**
         * Make a token
         * @description Its secret is in this answer and nowhere else. It sees what its roles see of what you see, as long as you do.
         *
         *     It outlives the session: so its owner shows the password, or a code, once more.
         */
        post: operations["make_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a token
         * @description It works no more at once.
         */
        delete: operations["delete_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/turnover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many households came, went or changed their type of housing between two days, by area
         * @description Null where no household of an area bears a date: unknown, never 0.
         */
        get: operations["turnover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would be different after some changes
         * @description Nothing is written. For planners and analysts; of what is not their own they are told nothing.
         */
        post: operations["what_if"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A worker's grids with buildings, doors, units, venues and open incidents: one document for offline use
         * @description Never kept on the way: what a scope may see is nobody else's.
         */
        get: operations["work_pack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work/scope": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who asks: the staff roles of the reader and whether doors may be seen
         * @description No roles are the public's.
         */
        get: operations["work_scope"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountDocument
         * @description Who I am.
         */
        AccountDocument: {
            /** Id */
            id: number;
            /** Login */
            login: string;
            /** Name */
            name: string;
        };
        /**
         * AddressPlace
         * @description A record that an address means, or could mean.
         */
        AddressPlace: {
            /** Address */
            address: string | null;
            /**
             * Against
             * @description Kinds of segments that contradict it
             */
            against?: string[] | null;
            /** Building Id */
            building_id?: number | null;
            /** Entrance Id */
            entrance_id?: number | null;
            /** Floor */
            floor?: number | null;
            /** Id */
            id: number;
            /** Layer */
            layer: string;
            /** Name */
            name: string;
            /**
             * Point
             * @description lon, lat
             */
            point: number[] | null;
            /** Room */
            room?: string | null;
        };
        /**
         * AddressReason
         * @description Why an address is not placed, and what would help.
         */
        AddressReason: {
            /** Code */
            code: string;
            /** En */
            en: string;
            remedy: components["schemas"]["BilingualText"];
            /** Zh */
            zh: string;
        };
        /**
         * AddressSegment
         * @description One typed piece of an address.
         */
        AddressSegment: {
            /**
             * Bare
             * @description Its kind was read off its place: 5-2-301
             */
            bare: boolean;
            /** End */
            end: number;
            /**
             * Kind
             * @description road, house_number, lane, sub_number, estate, phase, building, unit, floor, room …
             */
            kind: string;
            /** Start */
            start: number;
            /** Text */
            text: string;
            /**
             * Value
             * @description As it is compared: Arabic digits, folded names
             */
            value: string;
        };
        /**
         * Aliases
         * @description The aliases in the order in which they were made.
         */
        Aliases: {
            /** Aliases */
            aliases: components["schemas"]["KeptAlias"][];
            /** Links */
            links: components["schemas"]["Link"][];
        };
        /**
         * AliasLesson
         * @description An address and the record that it was confirmed to mean.
         */
        AliasLesson: {
            /** Id */
            id: number;
            /**
             * Layer
             * @enum {string}
             */
            layer: "estate" | "building";
            /** Q */
            q: string;
        };
        /**
         * AliasText
         * @description A name that people use for an estate or a building.
         */
        AliasText: {
            /** Id */
            id: number;
            /**
             * Layer
             * @enum {string}
             */
            layer: "estate" | "building";
            /** Text */
            text: string;
        };
        /**
         * AllowedMove
         * @description A step that may be taken now.
         */
        AllowedMove: {
            label: components["schemas"]["Words"];
            /** Needs Reason */
            needs_reason: boolean;
            /** Roles */
            roles: string[];
            /**
             * To
             * @enum {string}
             */
            to: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
        };
        /**
         * Amended
         * @description An incident after it was amended; ``again`` when that had been done before.
         */
        Amended: {
            /** Again */
            again: boolean;
            /** Incident */
            incident: components["schemas"]["Incident"] | components["schemas"]["KnownIncident"];
        };
        /**
         * Ancestor
         * @description One step of a breadcrumb.
         */
        Ancestor: {
            /** Code */
            code: string | null;
            /** Id */
            id: number;
            /** Layer */
            layer: string;
            /** Name */
            name: string | null;
        };
        /**
         * Door
         * @description A door; without id the building itself stands for its doors.
         */
        api__schemas_measure__Door: {
            /** Categories */
            categories: components["schemas"]["Reached"][];
            /** Entrance Id */
            entrance_id: number | null;
            /** Place */
            place: number[] | null;
        };
        /**
         * Door
         * @description A household's door: an opaque id and the room.
         */
        api__schemas_work__Door: {
            /** Id */
            id: number;
            /** Room */
            room: string | null;
        };
        /**
         * Area
         * @description Everything that a measurement says of an area; the city and what lies in no area have no id.
         */
        Area: {
            branch: components["schemas"]["Branch"] | null;
            /**
             * Buildings
             * @default 0
             */
            buildings: number;
            /** Code */
            code: string | null;
            figures: components["schemas"]["Figures"];
            /** Gaps */
            gaps: number;
            /**
             * Households
             * @default 0
             */
            households: number | null;
            housing: components["schemas"]["AreaHousing"] | null;
            /** Id */
            id: number | null;
            /** Layer */
            layer: string;
            /** Name */
            name: string | null;
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
            /** Verdicts */
            verdicts: {
                [key: string]: number | null;
            };
        };
        /**
         * AreaCoverage
         * @description One area.
         */
        AreaCoverage: {
            area: components["schemas"]["Area"];
            /** Links */
            links: components["schemas"]["Link"][];
            run: components["schemas"]["RunHead"];
        };
        /**
         * AreaHousing
         * @description The housing category of an area with what decides it; shares may overlap.
         */
        AreaHousing: {
            /** Category */
            category: ("rental" | "old" | "commercial" | "mixed" | "unknown") | null;
            /**
             * Counts
             * @description Households by trait
             */
            counts: {
                [key: string]: number | null;
            };
            /** Deciding Share */
            deciding_share: number | null;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /** Households */
            households: number | null;
            mode: components["schemas"]["Mode"] | null;
            /** Scattered Households */
            scattered_households: number | null;
            /** Shares */
            shares: {
                [key: string]: number | null;
            };
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
        };
        /**
         * AreaLoad
         * @description What was reported in an area. ``expected``, ``p`` and the rate are null where nobody lives or nothing was reported.
         */
        AreaLoad: {
            /** Code */
            code: string | null;
            /**
             * Expected
             * @description How many there were if every household were alike
             */
            expected: number | null;
            /** Hot */
            hot: boolean;
            /** Households */
            households: number;
            /** Id */
            id: number;
            /**
             * Layer
             * @enum {string}
             */
            layer: "grid" | "community" | "street";
            /** Name */
            name: string | null;
            /** Open */
            open: number;
            /** Overdue */
            overdue: number;
            /**
             * P
             * @description How likely so many are by chance, corrected for the number of areas
             */
            p: number | null;
            /**
             * Rate Per 100
             * @description Reports per 100 households
             */
            rate_per_100: number | null;
            /** Reported */
            reported: number;
        };
        /**
         * AreaTurnover
         * @description Who moved in an area; null where no household there bears a date.
         */
        AreaTurnover: {
            /** Changed Type */
            changed_type: number | null;
            /** Code */
            code: string | null;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /** Households */
            households: number | null;
            /** Households Before */
            households_before: number | null;
            /** Id */
            id: number | null;
            /** Layer */
            layer: string;
            /** Moved In */
            moved_in: number | null;
            /** Moved Out */
            moved_out: number | null;
            /** Name */
            name: string | null;
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
            /**
             * Undated
             * @description Households none of whose rows bears a date: they say nothing about moves
             */
            undated: number | null;
        };
        /**
         * BilingualText
         * @description A sentence in both languages.
         */
        BilingualText: {
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * Branch
         * @description Whether a grid has its branch and how that is known.
         */
        Branch: {
            /**
             * How
             * @enum {string}
             */
            how: "link" | "seat" | "inferred" | "unknown" | "none";
            /** Unit Id */
            unit_id: number | null;
        };
        /**
         * BuildingCircle
         * @description The doors of a building.
         */
        BuildingCircle: {
            /** Doors */
            doors: components["schemas"]["api__schemas_measure__Door"][];
            /** Id */
            id: number;
            /** Links */
            links: components["schemas"]["Link"][];
            run: components["schemas"]["RunHead"];
        };
        /**
         * BuildingDoors
         * @description One building and its doors.
         */
        BuildingDoors: {
            building: components["schemas"]["PackBuilding"];
            /** Entrances */
            entrances: components["schemas"]["EntranceDoors"][];
        };
        /**
         * BulkStepText
         * @description The same step with many incidents: with all or none.
         */
        BulkStepText: {
            /**
             * Client Id
             * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
             */
            client_id: string;
            /** Ids */
            ids: number[];
            /** Reason */
            reason?: string | null;
            /** Role */
            role: string;
            /**
             * To
             * @enum {string}
             */
            to: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
        };
        /**
         * Categories
         * @description What is configured of incidents.
         */
        Categories: {
            /**
             * Calendar Years
             * @description The years whose holidays the work calendar knows
             */
            calendar_years: number[];
            /** Categories */
            categories: components["schemas"]["CategoryDocument"][];
            /** Near Duplicate M */
            near_duplicate_m: number;
            /** Photos Most */
            photos_most: number;
            /** States */
            states: components["schemas"]["StateDocument"][];
        };
        /**
         * CategoryDocument
         * @description One kind of incident, as this deployment deals with it.
         */
        CategoryDocument: {
            closing: components["schemas"]["Words"];
            /** Code */
            code: string;
            deadline: components["schemas"]["Deadline"];
            extension: components["schemas"]["Deadline"];
            /** Id */
            id: string;
            label: components["schemas"]["Words"];
            /** Public */
            public: boolean;
            registration: components["schemas"]["Words"];
            /** Role */
            role: string;
        };
        /**
         * Change
         * @description One write: everything that became visible together.
         */
        Change: {
            /** At */
            at: string;
            /** Layers */
            layers: components["schemas"]["LayerChange"][];
            /** Note */
            note: string;
            /** Number */
            number: number;
        };
        /**
         * ChangedBuilding
         * @description The answers of a building that change, each as before and after.
         */
        ChangedBuilding: {
            /** Branch */
            branch?: string[] | null;
            /**
             * Circle
             * @description By venue category
             */
            circle?: {
                [key: string]: string[];
            } | null;
            /** Hub */
            hub?: string[] | null;
            /** Id */
            id: number;
            /** Verdict */
            verdict?: string[] | null;
        };
        /**
         * ChangedFigure
         * @description A figure of an area before and after; the city and what lies in no area have no id.
         */
        ChangedFigure: {
            after: components["schemas"]["Figure"];
            before: components["schemas"]["Figure"];
            /**
             * Category
             * @description The venue category of circle figures
             */
            category?: string | null;
            /** Id */
            id: number | null;
            /**
             * Index
             * @enum {string}
             */
            index: "h" | "v" | "hub" | "circle" | "completeness";
            /**
             * Layer
             * @enum {string}
             */
            layer: "city" | "street" | "community" | "grid" | "estate";
            /** Name */
            name: string | null;
        };
        /**
         * ChangePage
         * @description Changes in their order; the link ``next`` leads on.
         */
        ChangePage: {
            /** Changes */
            changes: components["schemas"]["Change"][];
            /** Links */
            links: components["schemas"]["Link"][];
            /**
             * Number
             * @description The number of the last change of all
             */
            number: number;
        };
        /**
         * CodesTried
         * @description Wrong codes that came after the right password, from browsers that the account does not know.
         */
        CodesTried: {
            /** At */
            at: string;
            /** Count */
            count: number;
        };
        /**
         * Collection
         * @description One layer as a collection of features.
         */
        Collection: {
            /**
             * Count
             * @description How many features the collection holds
             */
            count: number;
            /** Crs */
            crs: string[];
            /** @description Absent while the collection is empty */
            extent?: components["schemas"]["CollectionExtent"] | null;
            /** Id */
            id: string;
            /**
             * Itemtype
             * @constant
             */
            itemType: "feature";
            /** Links */
            links: components["schemas"]["Link"][];
            /** Title */
            title: string;
        };
        /**
         * CollectionExtent
         * @description Where a collection's features are today, and the time that ``datetime`` reaches.
         */
        CollectionExtent: {
            /** @description Absent while nothing has a geometry */
            spatial?: components["schemas"]["SpatialExtent"] | null;
            /** @description Absent for what is computed of one day */
            temporal?: components["schemas"]["TemporalExtent"] | null;
        };
        /**
         * Collections
         * @description Every layer that is shown without rights.
         */
        Collections: {
            /** Collections */
            collections: components["schemas"]["Collection"][];
            /** @description Where the whole city is; absent while it is empty */
            extent?: components["schemas"]["Extent"] | null;
            /** Links */
            links: components["schemas"]["Link"][];
        };
        /**
         * ComparedScenario
         * @description A scenario with what it would make different.
         */
        ComparedScenario: {
            difference: components["schemas"]["WhatIf"];
            scenario: components["schemas"]["Scenario"];
        };
        /**
         * Comparison
         * @description Scenarios side by side, in the order in which they were asked for.
         */
        Comparison: {
            /** Compared */
            compared: components["schemas"]["ComparedScenario"][];
            /** Links */
            links: components["schemas"]["Link"][];
        };
        /**
         * Conformance
         * @description The conformance classes that the service fulfils.
         */
        Conformance: {
            /** Conformsto */
            conformsTo: string[];
        };
        /**
         * Contact
         * @description An office that answers: a role, never a person.
         */
        Contact: {
            role: components["schemas"]["Words"];
            /** Telephone */
            telephone: string;
        };
        /**
         * CoveragePage
         * @description The areas of a level.
         */
        CoveragePage: {
            /** Areas */
            areas: components["schemas"]["Area"][];
            /** Level */
            level: string;
            /** Links */
            links: components["schemas"]["Link"][];
            run: components["schemas"]["RunHead"];
        };
        /**
         * Deadline
         * @description So many hours, working hours or working days.
         */
        Deadline: {
            /** Amount */
            amount: number;
            /**
             * Unit
             * @enum {string}
             */
            unit: "hours" | "working_hours" | "working_days";
        };
        /**
         * EntranceDoors
         * @description One entrance, its floors from the lowest up.
         */
        EntranceDoors: {
            /** Floors */
            floors: components["schemas"]["Floor"][];
            /**
             * Id
             * @description Null for doors behind no known entrance
             */
            id: number | null;
            /** Name */
            name: string | null;
        };
        /**
         * Extent
         * @description Where the city is.
         */
        Extent: {
            spatial: components["schemas"]["SpatialExtent"];
        };
        /**
         * Feature
         * @description A GeoJSON feature; its properties are the layer's fields in /registry.
         */
        Feature: {
            geometry: components["schemas"]["Geometry"] | null;
            /** Id */
            id: number;
            /** Properties */
            properties: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * Type
             * @constant
             */
            type: "Feature";
        };
        /**
         * FeaturePage
         * @description A page of features; the link ``next`` leads on.
         */
        FeaturePage: {
            /** Features */
            features: components["schemas"]["Feature"][];
            /** Links */
            links: components["schemas"]["Link"][];
            /**
             * Numbermatched
             * @description Only when asked for with count=true
             */
            numberMatched?: number | null;
            /** Numberreturned */
            numberReturned: number;
            /** Timestamp */
            timeStamp: string;
            /**
             * Type
             * @constant
             */
            type: "FeatureCollection";
        };
        /**
         * Figure
         * @description covered + not_covered + unknown = total; ``share`` = covered ÷ total, null where the total is 0.
         */
        Figure: {
            /** Covered */
            covered: number | null;
            /**
             * Estimated
             * @description Circle figures: true where no walking network is known, and straight lines × the detour factor stand in for walks
             */
            estimated?: boolean | null;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /** Not Covered */
            not_covered: number | null;
            /** Share */
            share: number | null;
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
            /** Total */
            total: number | null;
            /** Unknown */
            unknown: number | null;
            /**
             * Upper
             * @description Circle figures: what the straight line would cover, an upper bound
             */
            upper?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Figures
         * @description The figures of an area; an index that the weight does not have is absent.
         */
        Figures: {
            /**
             * Circle
             * @description By venue category: within the limit on foot
             */
            circle: {
                [key: string]: components["schemas"]["Figure"];
            };
            /** @description Categories reached of those required */
            completeness?: components["schemas"]["Figure"] | null;
            /** @description Inside the service area of an active branch */
            h?: components["schemas"]["Figure"] | null;
            /** @description Served by a hub household */
            hub?: components["schemas"]["Figure"] | null;
            organisation?: components["schemas"]["OrganisationFigure"] | null;
            /** @description Buildings in exactly one grid; always counted as buildings */
            partition?: components["schemas"]["Figure"] | null;
            /** @description Chain committee, branch, group, hub household complete */
            v?: components["schemas"]["Figure"] | null;
        };
        /**
         * Floor
         * @description The doors of one floor.
         */
        Floor: {
            /** Doors */
            doors: components["schemas"]["api__schemas_work__Door"][];
            /**
             * Floor
             * @description Null where the floors of the doors are not known
             */
            floor: number | null;
        };
        /**
         * Found
         * @description One place under a point.
         */
        Found: {
            /**
             * Candidates
             * @description With a tie: every place that meets there
             */
            candidates: components["schemas"]["Ancestor"][];
            /** Code */
            code: string | null;
            /** Id */
            id: number;
            /** Layer */
            layer: string;
            /** Name */
            name: string | null;
            /**
             * Tie
             * @description The point lies on an edge; the lowest code won
             */
            tie: boolean;
        };
        /**
         * Fragment
         * @description An estate whose lived-in buildings lie in several grids or communities, or have several branches.
         */
        Fragment: {
            /** Branches */
            branches: number;
            /** Buildings */
            buildings: number;
            /** Communities */
            communities: number;
            /** Grids */
            grids: number;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /** Households */
            households: number | null;
            /** Id */
            id: number;
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
        };
        /**
         * GapFeature
         * @description A gap on the map.
         */
        GapFeature: {
            /** Geometry */
            geometry: {
                [key: string]: unknown;
            } | null;
            /** Id */
            id: number;
            properties: components["schemas"]["GapRow"];
            /**
             * Type
             * @constant
             */
            type: "Feature";
        };
        /**
         * GapPage
         * @description A page of gaps as GeoJSON.
         */
        GapPage: {
            /** Features */
            features: components["schemas"]["GapFeature"][];
            /** Links */
            links: components["schemas"]["Link"][];
            /** Numbermatched */
            numberMatched: number;
            /** Numberreturned */
            numberReturned: number;
            run: components["schemas"]["RunHead"];
            /**
             * Type
             * @constant
             */
            type: "FeatureCollection";
        };
        /**
         * GapRow
         * @description One gap: what one decision closes.
         */
        GapRow: {
            /** Building Ids */
            building_ids: number[];
            /** Buildings */
            buildings: number;
            /** Category */
            category: string | null;
            /** Code */
            code: string | null;
            /** Community Id */
            community_id: number | null;
            /** Estate Id */
            estate_id: number | null;
            /** Evidence Unit Ids */
            evidence_unit_ids: number[];
            /** Gained Circle Households */
            gained_circle_households: number;
            /** Gained H Households */
            gained_h_households: number;
            /**
             * Gained Households
             * @description Households that closing it brings into its own index
             */
            gained_households: number;
            /** Gained V Households */
            gained_v_households: number;
            /** Grid Id */
            grid_id: number | null;
            /** Households */
            households: number;
            /** Id */
            id: number;
            /** Kind */
            kind: string;
            /** Lat */
            lat: number | null;
            /** Layer */
            layer: string;
            /** Level */
            level: string;
            /** Lon */
            lon: number | null;
            /** Missing */
            missing: string[];
            /** Name */
            name: string | null;
            /** Rank */
            rank: number;
            /**
             * Remedy
             * @description What would close it
             */
            remedy: string;
            /** Rule */
            rule: string;
            /** Site Lat */
            site_lat: number | null;
            /**
             * Site Lon
             * @description Where a new venue would bring most households within reach
             */
            site_lon: number | null;
            /** Size M2 */
            size_m2: number | null;
            /** Street Id */
            street_id: number | null;
            /**
             * Title
             * @description What is missing and why, in the reader's language
             */
            title: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * GapsMoved
         * @description How many gaps of the fix list go and come.
         */
        GapsMoved: {
            /** Closed */
            closed: number;
            /** Opened */
            opened: number;
        };
        /**
         * Geocoded
         * @description The answer to one address. One of door, entrance, building, estate, community and street is there when placed.
         */
        Geocoded: {
            building?: components["schemas"]["AddressPlace"] | null;
            community?: components["schemas"]["AddressPlace"] | null;
            door?: components["schemas"]["AddressPlace"] | null;
            entrance?: components["schemas"]["AddressPlace"] | null;
            estate?: components["schemas"]["AddressPlace"] | null;
            /**
             * Level
             * @description The layer of the place: household, entrance, building, estate, community, street
             */
            level: string | null;
            /**
             * Missing
             * @description Kinds of segments that are not given and would make it certain
             */
            missing: string[];
            /** Query */
            query: string;
            reason?: components["schemas"]["AddressReason"] | null;
            /** Rivals */
            rivals: components["schemas"]["AddressPlace"][];
            /** Segments */
            segments: components["schemas"]["AddressSegment"][];
            /**
             * Status
             * @enum {string}
             */
            status: "placed" | "ambiguous" | "failed";
            street?: components["schemas"]["AddressPlace"] | null;
            /** Why */
            why: components["schemas"]["MatchedSegment"][];
        };
        /**
         * Geometry
         * @description A GeoJSON geometry, lon/lat.
         */
        Geometry: {
            /** Coordinates */
            coordinates?: unknown[] | null;
            /**
             * Type
             * @enum {string}
             */
            type: "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon" | "GeometryCollection";
        };
        /**
         * GrantDocument
         * @description A role over an area; everywhere where ``layer`` is null.
         */
        GrantDocument: {
            /** Code */
            code: string | null;
            /** Id */
            id: number | null;
            /** Layer */
            layer: string | null;
            /** Name */
            name: string | null;
            /** Role */
            role: string;
        };
        /**
         * Health
         * @description The process answers.
         */
        Health: {
            /**
             * Status
             * @constant
             */
            status: "ok";
            /** Version */
            version: string;
        };
        /**
         * HistoryEntry
         * @description One step; with ``act``, something else that was done while the state stayed.
         */
        HistoryEntry: {
            /** Act */
            act: ("place" | "route" | "support") | null;
            /** At */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            } | null;
            /** From */
            from: string | null;
            /** Reason */
            reason: string | null;
            /** Role */
            role: string | null;
            /** To */
            to: string;
        };
        /**
         * Hit
         * @description One feature that carries the searched name or code, or that the searched address means.
         */
        Hit: {
            /**
             * Address
             * @description Where it is, of what has an address: names such as 1号楼 are many
             */
            address?: string | null;
            /**
             * Bbox
             * @description west, south, east, north; null without geometry
             */
            bbox: number[] | null;
            /**
             * Building Id
             * @description The building of a hit that an address means
             */
            building_id?: number | null;
            /** Code */
            code: string | null;
            /** Id */
            id: number;
            /** Layer */
            layer: string;
            /** @description Which part of which field matched */
            matched: components["schemas"]["Matched"];
            /** Name */
            name: string | null;
            /**
             * Point
             * @description lon, lat of its label; null without geometry
             */
            point: number[] | null;
            /**
             * Why
             * @description For an address: what each segment agrees with
             */
            why?: components["schemas"]["MatchedSegment"][] | null;
        };
        /**
         * HousingPage
         * @description The housing of a level's areas.
         */
        HousingPage: {
            /** Areas */
            areas: components["schemas"]["HousingRow"][];
            /** Level */
            level: string;
            /** Links */
            links: components["schemas"]["Link"][];
            run: components["schemas"]["RunHead"];
        };
        /**
         * HousingRow
         * @description An area with its housing.
         */
        HousingRow: {
            /** Category */
            category: ("rental" | "old" | "commercial" | "mixed" | "unknown") | null;
            /** Code */
            code: string | null;
            /**
             * Counts
             * @description Households by trait
             */
            counts: {
                [key: string]: number | null;
            };
            /** Deciding Share */
            deciding_share: number | null;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /** Households */
            households: number | null;
            /** Id */
            id: number | null;
            /** Layer */
            layer: string;
            mode: components["schemas"]["Mode"] | null;
            /** Name */
            name: string | null;
            /** Scattered Households */
            scattered_households: number | null;
            /** Shares */
            shares: {
                [key: string]: number | null;
            };
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
        };
        /**
         * ImportJob
         * @description One import.
         */
        ImportJob: {
            /** Dry Run */
            dry_run: boolean;
            error: components["schemas"]["JobProblem"] | null;
            /** Files */
            files: string[];
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /** Layer */
            layer: string | null;
            /** Links */
            links: components["schemas"]["Link"][];
            progress: components["schemas"]["JobProgress"];
            /** Queued At */
            queued_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "refused" | "failed" | "cancelled";
            /**
             * Summary
             * @description Figures of the finished import: added, changed, retired, problems
             */
            summary: {
                [key: string]: unknown;
            };
        };
        /**
         * Incident
         * @description An incident as this reader may see it: fields that he may not see are absent.
         */
        Incident: {
            /** Accuracy M */
            accuracy_m?: number | null;
            /** Boundary Set Id */
            boundary_set_id: number | null;
            building?: components["schemas"]["NamedArea"] | null;
            /**
             * Candidates
             * @description On a shared border: every grid, the taken one first
             * @default []
             */
            candidates: components["schemas"]["NamedArea"][];
            /** Category */
            category: string;
            /** Channel */
            channel: ("worker" | "public" | "hotline" | "sensor") | null;
            /** Closed At */
            closed_at: string | null;
            /** Code */
            code: string | null;
            /** Description */
            description?: string | null;
            /** Due At */
            due_at: string | null;
            grid: components["schemas"]["NamedArea"] | null;
            /** Id */
            id: number;
            /** Lat */
            lat: number | null;
            /** Lon */
            lon: number | null;
            /** Overdue */
            overdue: boolean;
            /**
             * Paused At
             * @description Since when a suspension holds the deadline
             */
            paused_at?: string | null;
            /**
             * Photos
             * @description Empty for the public
             * @default []
             */
            photos: components["schemas"]["IncidentPhoto"][];
            /** Place */
            place?: ("pin" | "here" | "building") | null;
            /** Registered At */
            registered_at?: string | null;
            /** Reported At */
            reported_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
            /** Supports */
            supports: number;
        };
        /**
         * IncidentCounts
         * @description How many incidents of an area are open, and how many have ended.
         */
        IncidentCounts: {
            /** Closed */
            closed: number;
            /** Open */
            open: number;
        };
        /**
         * IncidentGroup
         * @description Incidents that stand too close to be told apart: their mean place, how many, and how many of them are overdue.
         */
        IncidentGroup: {
            /** Count */
            count: number;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /** Overdue */
            overdue: number;
        };
        /**
         * IncidentMap
         * @description All incidents that match, as a map shows them.
         */
        IncidentMap: {
            /** Groups */
            groups: components["schemas"]["IncidentGroup"][];
            /** Incidents */
            incidents: components["schemas"]["MappedIncident"][];
            /** Number Matched */
            number_matched: number;
            /**
             * Number Shown
             * @description Without those that have no place
             */
            number_shown: number;
        };
        /**
         * IncidentPage
         * @description A page of incidents.
         */
        IncidentPage: {
            /** Incidents */
            incidents: components["schemas"]["Incident"][];
            /** Links */
            links: components["schemas"]["Link"][];
            /** Number Matched */
            number_matched: number;
        };
        /**
         * IncidentPhoto
         * @description Where a photo is.
         */
        IncidentPhoto: {
            /** Href */
            href: string;
            /** Id */
            id: number;
            /** Thumb */
            thumb: string;
        };
        /**
         * JobProblem
         * @description Why a job ended.
         */
        JobProblem: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Remedy */
            remedy?: string | null;
        };
        /**
         * JobProgress
         * @description How far a job is; ``total`` is 0 while unknown.
         */
        JobProgress: {
            /** Done */
            done: number;
            /** Stage */
            stage: string;
            /** Total */
            total: number;
        };
        /**
         * KeptAlias
         * @description An alias as it is kept. ``conflicts`` are other things that the same name means: such addresses are not placed.
         */
        KeptAlias: {
            /** Community Id */
            community_id: number;
            /** Conflicts */
            conflicts: components["schemas"]["AddressPlace"][];
            /** Id */
            id: number;
            /** Layer */
            layer: string;
            /** Learned */
            learned: boolean;
            /** Made At */
            made_at: string;
            /**
             * Target
             * @description The name of what it means; null where that is no longer there
             */
            target: string | null;
            /** Target Id */
            target_id: number;
            /** Text */
            text: string;
        };
        /**
         * KnownIncident
         * @description An open incident for those without a role at its place: that it is known, in which grid, and to how many.
         */
        KnownIncident: {
            /** Category */
            category: string;
            /** Code */
            code: null;
            grid: components["schemas"]["NamedArea"] | null;
            /** Id */
            id: number;
            /** Supports */
            supports: number;
        };
        /**
         * LandingPage
         * @description What the service offers, for clients that ask ``/`` for JSON.
         */
        LandingPage: {
            /** Attribution */
            attribution: string;
            /** Description */
            description: string;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Map Approval Number */
            map_approval_number: string;
            /** Title */
            title: string;
        };
        /**
         * LayerChange
         * @description What one change did to one layer.
         */
        LayerChange: {
            /**
             * Boxes
             * @description West, south, east, north of what it touched, before and after; null where places are not told
             */
            boxes: number[][] | null;
            /** Layer */
            layer: string;
            /** Version */
            version: number;
        };
        /**
         * Link
         * @description A link of OGC API Features.
         */
        Link: {
            /** Href */
            href: string;
            /** Rel */
            rel: string;
            /** Title */
            title?: string | null;
            /** Type */
            type?: string | null;
        };
        /**
         * Load
         * @description The load of every area of a level, and where more is reported than chance explains.
         */
        Load: {
            /** Areas */
            areas: components["schemas"]["AreaLoad"][];
            /** Links */
            links: components["schemas"]["Link"][];
            /** Significance */
            significance: number;
            /** Test */
            test: string;
        };
        /**
         * Located
         * @description The places under a point, smallest first.
         */
        Located: {
            /**
             * Crs
             * @description The coordinate system in which the point was given
             */
            crs: string;
            /** Lat */
            lat: number;
            /**
             * Lon
             * @description The point as it was looked up: WGS 84, on the grid of 1e-7 degree
             */
            lon: number;
            /** Places */
            places: components["schemas"]["Found"][];
            /** Tie */
            tie: boolean;
        };
        /**
         * MadeToken
         * @description A new token; ``secret`` is shown this once.
         */
        MadeToken: {
            /** Ends At */
            ends_at: string;
            /** Id */
            id: number;
            /** Made At */
            made_at: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Secret */
            secret: string;
            /** Used At */
            used_at: string | null;
        };
        /**
         * MappedIncident
         * @description One incident on a map.
         */
        MappedIncident: {
            /** Category */
            category: string;
            /** Closed At */
            closed_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Id */
            id: number;
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /** Overdue */
            overdue: boolean;
            /** Paused At */
            paused_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
        };
        /**
         * Matched
         * @description The part of a text that answers the query, in characters.
         */
        Matched: {
            /** End */
            end: number;
            /** Field */
            field: string;
            /** Start */
            start: number;
            /** Text */
            text: string;
        };
        /**
         * MatchedSegment
         * @description One segment of an address and the record that it agrees with.
         */
        MatchedSegment: {
            /**
             * How
             * @description exact, numeral, bare, alias, short, sound, swap, typo, unchecked
             */
            how: string;
            /** Id */
            id: number | null;
            /** Layer */
            layer: string | null;
            /** Segment */
            segment: string;
            /** Text */
            text: string;
            /** Value */
            value: string;
        };
        /**
         * Mode
         * @description The recommended mode of management.
         */
        Mode: {
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * Named
         * @description A thing by id, code and name.
         */
        Named: {
            /** Code */
            code: string | null;
            /** Id */
            id: number;
            /** Name */
            name: string | null;
        };
        /**
         * NamedArea
         * @description A grid or a building by its names.
         */
        NamedArea: {
            /** Code */
            code: string | null;
            /** Id */
            id: number;
            /** Name */
            name: string | null;
        };
        /**
         * NearIncident
         * @description An open incident that may be the same.
         */
        NearIncident: {
            /** Accuracy M */
            accuracy_m?: number | null;
            /** Boundary Set Id */
            boundary_set_id: number | null;
            building?: components["schemas"]["NamedArea"] | null;
            /**
             * Candidates
             * @description On a shared border: every grid, the taken one first
             * @default []
             */
            candidates: components["schemas"]["NamedArea"][];
            /** Category */
            category: string;
            /** Channel */
            channel: ("worker" | "public" | "hotline" | "sensor") | null;
            /** Closed At */
            closed_at: string | null;
            /** Code */
            code: string | null;
            /** Description */
            description?: string | null;
            /** Distance M */
            distance_m: number;
            /** Due At */
            due_at: string | null;
            grid: components["schemas"]["NamedArea"] | null;
            /** Id */
            id: number;
            /** Lat */
            lat: number | null;
            /** Lon */
            lon: number | null;
            /** Overdue */
            overdue: boolean;
            /**
             * Paused At
             * @description Since when a suspension holds the deadline
             */
            paused_at?: string | null;
            /**
             * Photos
             * @description Empty for the public
             * @default []
             */
            photos: components["schemas"]["IncidentPhoto"][];
            /** Place */
            place?: ("pin" | "here" | "building") | null;
            /** Registered At */
            registered_at?: string | null;
            /** Reported At */
            reported_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
            /** Supports */
            supports: number;
        };
        /**
         * NearIncidents
         * @description What may be the same: of one's own areas the nearest first, then what is known in the estate, else the grid.
         */
        NearIncidents: {
            /** Incidents */
            incidents: (components["schemas"]["NearIncident"] | components["schemas"]["KnownIncident"])[];
        };
        /**
         * NewPassword
         * @description Another password.
         */
        NewPassword: {
            /** New */
            new: string;
            /**
             * Password
             * @description The one that holds
             */
            password: string;
        };
        /**
         * NewToken
         * @description What a token is to be good for.
         */
        NewToken: {
            /**
             * Code
             * @description Of the second factor, instead of the password
             */
            code?: string | null;
            /**
             * Days
             * @description How long it lasts
             */
            days: number;
            /** Name */
            name: string;
            /**
             * Password
             * @description Of accounts that have one
             */
            password?: string | null;
            /**
             * Roles
             * @description Some of your roles
             */
            roles: string[];
        };
        /**
         * OidcWay
         * @description Sign-in by a provider of identities, at ``/oidc/start``.
         */
        OidcWay: {
            /** Label */
            label: string;
        };
        /**
         * OneFeature
         * @description A feature with its place in the city.
         */
        OneFeature: {
            /**
             * Ancestors
             * @description The areas that hold it, largest first
             */
            ancestors: components["schemas"]["Ancestor"][];
            /**
             * Bbox
             * @description west, south, east, north; absent without geometry
             */
            bbox?: number[] | null;
            /**
             * Children
             * @description How many features of each layer it holds
             */
            children: {
                [key: string]: number;
            };
            geometry: components["schemas"]["Geometry"] | null;
            /** Id */
            id: number;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Properties */
            properties: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * Type
             * @constant
             */
            type: "Feature";
        };
        /**
         * OneIncident
         * @description An incident with its life and what may follow.
         */
        OneIncident: {
            /** Allowed */
            allowed: components["schemas"]["AllowedMove"][];
            /** History */
            history: components["schemas"]["HistoryEntry"][];
            incident: components["schemas"]["Incident"];
        };
        /**
         * OrganisationFigure
         * @description Organisations with a party organisation or a liaison, and how.
         */
        OrganisationFigure: {
            /**
             * Branch
             * @default 0
             */
            branch: number;
            /** Covered */
            covered: number | null;
            /**
             * Estimated
             * @description Circle figures: true where no walking network is known, and straight lines × the detour factor stand in for walks
             */
            estimated?: boolean | null;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /**
             * Joint
             * @default 0
             */
            joint: number;
            /**
             * Liaison
             * @default 0
             */
            liaison: number;
            /**
             * None
             * @default 0
             */
            none: number;
            /** Not Covered */
            not_covered: number | null;
            /** Share */
            share: number | null;
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
            /** Total */
            total: number | null;
            /** Unknown */
            unknown: number | null;
            /**
             * Upper
             * @description Circle figures: what the straight line would cover, an upper bound
             */
            upper?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * PackBuilding
         * @description A building as a worker looks for it.
         */
        PackBuilding: {
            /** Address */
            address: string | null;
            /** Code */
            code: string | null;
            estate: components["schemas"]["Named"] | null;
            /** Floors */
            floors: number | null;
            geometry: components["schemas"]["Geometry"] | null;
            /** Grid Id */
            grid_id: number | null;
            /** Households */
            households: number | null;
            /** Id */
            id: number;
            /** Name */
            name: string | null;
            /**
             * Point
             * @description Longitude, latitude inside the building; null without a footprint
             */
            point: number[] | null;
            /** Use */
            use: string | null;
        };
        /**
         * PackBuildingDoors
         * @description A building with its doors.
         */
        PackBuildingDoors: {
            /** Address */
            address: string | null;
            /** Code */
            code: string | null;
            /** Entrances */
            entrances: components["schemas"]["EntranceDoors"][];
            estate: components["schemas"]["Named"] | null;
            /** Floors */
            floors: number | null;
            geometry: components["schemas"]["Geometry"] | null;
            /** Grid Id */
            grid_id: number | null;
            /** Households */
            households: number | null;
            /** Id */
            id: number;
            /** Name */
            name: string | null;
            /**
             * Point
             * @description Longitude, latitude inside the building; null without a footprint
             */
            point: number[] | null;
            /** Use */
            use: string | null;
        };
        /**
         * PackGrid
         * @description A grid of the worker.
         */
        PackGrid: {
            /** Bbox */
            bbox: number[] | null;
            /** Code */
            code: string | null;
            /** Community */
            community: string | null;
            geometry: components["schemas"]["Geometry"] | null;
            /** Households */
            households: number | null;
            /** Id */
            id: number;
            /** Kind */
            kind: string | null;
            /** Name */
            name: string | null;
            /** Street */
            street: string | null;
        };
        /**
         * PackUnit
         * @description A unit whose seat lies in the grids; hub households are not told.
         */
        PackUnit: {
            /** Code */
            code: string | null;
            /** Id */
            id: number;
            /** Level */
            level: number | null;
            /** Name */
            name: string | null;
            /** Point */
            point: number[];
            /** State */
            state: string | null;
            /** Telephone */
            telephone: string | null;
        };
        /**
         * PackVenue
         * @description A service point in the grids.
         */
        PackVenue: {
            /** Address */
            address: string | null;
            /** Capacity */
            capacity: number | null;
            /** Category */
            category: string | null;
            /** Id */
            id: number;
            /** @description The category in words */
            label: components["schemas"]["Words"] | null;
            /** Name */
            name: string | null;
            /** Opening */
            opening: string | null;
            /** Point */
            point: number[];
        };
        /**
         * Park
         * @description A park: enterprises and covered enterprises on both days, their growth, and the lag between the two.
         */
        Park: {
            /** Covered */
            covered: number;
            /** Covered Before */
            covered_before: number;
            /** Covered Growth */
            covered_growth: number;
            /** Enterprises */
            enterprises: number;
            /** Enterprises Before */
            enterprises_before: number;
            /** Growth */
            growth: number;
            /** Id */
            id: number;
            /** Lag */
            lag: number;
            /** Name */
            name: string | null;
            /** Unknown Growth */
            unknown_growth: number;
        };
        /**
         * Parks
         * @description The parks of either day.
         */
        Parks: {
            /** Links */
            links: components["schemas"]["Link"][];
            /** Parks */
            parks: components["schemas"]["Park"][];
            /** Since */
            since: string;
            /** Until */
            until: string;
        };
        /**
         * PlaceReach
         * @description Whom a place reaches; ``shape`` illustrates it and decides nothing.
         */
        PlaceReach: {
            /** Buildings */
            buildings: number;
            /** Doors */
            doors: number;
            /**
             * Hidden
             * @description The names of numbers that are null because they are hidden; see ``steps``
             */
            hidden?: string[] | null;
            /** Households */
            households: number | null;
            /** Lat */
            lat: number;
            /** Limit M */
            limit_m: number;
            /** Lon */
            lon: number;
            run: components["schemas"]["RunHead"];
            /** Shape */
            shape: {
                [key: string]: unknown;
            } | null;
            /**
             * Steps
             * @description Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told
             */
            steps?: number | null;
        };
        /**
         * PlaceText
         * @description Where an incident really is.
         */
        PlaceText: {
            /** Building Id */
            building_id?: number | null;
            /**
             * Client Id
             * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
             */
            client_id?: string | null;
            /**
             * Crs
             * @description EPSG:4326, gcj02 or bd09
             * @default EPSG:4326
             */
            crs: string;
            /** Lat */
            lat?: number | null;
            /** Lon */
            lon?: number | null;
            /** Reason */
            reason?: string | null;
            /**
             * Role
             * @default dispatcher
             */
            role: string;
        };
        /**
         * ProblemDocument
         * @description An error (RFC 9457), in the language of Accept-Language.
         */
        ProblemDocument: {
            /**
             * Code
             * @description Stable code of the error; compare this, not the words
             */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Remedy
             * @description What to do about it
             */
            remedy?: string | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /**
         * PublicArea
         * @description An area as everybody may know it.
         */
        PublicArea: {
            /** Code */
            code: string | null;
            /**
             * Contacts
             * @description Who answers for a grid, the nearest first
             */
            contacts: components["schemas"]["Contact"][];
            /**
             * Id
             * @description Null for the city
             */
            id: number | null;
            incidents: components["schemas"]["IncidentCounts"];
            /**
             * Layer
             * @enum {string}
             */
            layer: "city" | "street" | "community" | "grid";
            /** Name */
            name: string | null;
        };
        /**
         * QrCode
         * @description A square of ``size`` modules, its quiet zone included, whose dark ones are an SVG path.
         */
        QrCode: {
            /** Path */
            path: string;
            /** Size */
            size: number;
        };
        /**
         * Reached
         * @description A category from a door: the nearest venue and what the answer rests on; metres are null beyond the horizon.
         */
        Reached: {
            /**
             * Answer
             * @enum {string}
             */
            answer: "covered" | "not covered" | "unknown";
            /** Category */
            category: string;
            /** Limit M */
            limit_m: number;
            /**
             * Straight Answer
             * @description An upper bound, never the answer
             * @enum {string}
             */
            straight_answer: "covered" | "not covered" | "unknown";
            /** Straight M */
            straight_m: number | null;
            /** Venue Id */
            venue_id: number | null;
            /** Venue Name */
            venue_name: string | null;
            /** Walk M */
            walk_m: number | null;
            /** Why */
            why: string;
        };
        /**
         * Ready
         * @description The service can answer questions about the city.
         */
        Ready: {
            /**
             * Features
             * @description How many features are shown; 0 is an empty city
             */
            features: number;
            /**
             * Revision
             * @description The schema of the store
             */
            revision: string;
            /**
             * Status
             * @constant
             */
            status: "ready";
        };
        /**
         * RegistryDocument
         * @description Layers, fields, coded values and themes, as the map needs them.
         */
        RegistryDocument: {
            /** Attribution */
            attribution: string;
            /**
             * Derived
             * @description Layers that are computed from the others
             */
            derived: {
                [key: string]: unknown;
            }[];
            /** Layers */
            layers: {
                [key: string]: unknown;
            }[];
            /** Map Approval Number */
            map_approval_number: string;
            /**
             * Presets
             * @description The presets of the service circle, by name
             */
            presets: {
                [key: string]: unknown;
            }[];
            /** Themes */
            themes: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        /**
         * Reported
         * @description A report as it is stored; ``again`` when it had been received before.
         */
        Reported: {
            /** Again */
            again: boolean;
            incident: components["schemas"]["Incident"];
        };
        /**
         * Rerun
         * @description What measuring a run again gave.
         */
        Rerun: {
            /** Digest */
            digest: string;
            run: components["schemas"]["RunHead"];
            /** Same */
            same: boolean;
        };
        /**
         * RouteText
         * @description Which grid deals with an incident.
         */
        RouteText: {
            /**
             * Client Id
             * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
             */
            client_id?: string | null;
            /** Grid Id */
            grid_id: number;
            /**
             * Reason
             * @description Needed for a grid that is none of the candidates
             */
            reason?: string | null;
            /**
             * Role
             * @default dispatcher
             */
            role: string;
        };
        /**
         * Run
         * @description A run with its tables, by columns.
         */
        Run: {
            /** As Of */
            as_of: string;
            /** Created At */
            created_at: string | null;
            /**
             * Definition
             * @description The versions of the rules
             */
            definition: string;
            /** Digest */
            digest: string | null;
            /** Id */
            id: number | null;
            /** Kind */
            kind: string;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Parameters */
            parameters: {
                [key: string]: unknown;
            };
            /** Reading */
            reading?: ("strict" | "lenient") | null;
            /** Result */
            result: {
                [key: string]: {
                    [key: string]: unknown[];
                };
            };
            /**
             * Versions
             * @description The layers as they were read
             */
            versions: {
                [key: string]: number;
            };
            /** Weight */
            weight?: string | null;
        };
        /**
         * RunHead
         * @description What every answer says of the run behind its figures.
         */
        RunHead: {
            /** As Of */
            as_of: string;
            /** Created At */
            created_at: string | null;
            /**
             * Definition
             * @description The versions of the rules
             */
            definition: string;
            /** Digest */
            digest: string | null;
            /** Id */
            id: number | null;
            /** Kind */
            kind: string;
            /** Parameters */
            parameters: {
                [key: string]: unknown;
            };
            /** Reading */
            reading?: ("strict" | "lenient") | null;
            /**
             * Versions
             * @description The layers as they were read
             */
            versions: {
                [key: string]: number;
            };
            /** Weight */
            weight?: string | null;
        };
        /**
         * RunPage
         * @description Runs, newest first.
         */
        RunPage: {
            /** Links */
            links: components["schemas"]["Link"][];
            /** Runs */
            runs: components["schemas"]["RunHead"][];
        };
        /**
         * Scenario
         * @description A scenario as it is kept.
         */
        Scenario: {
            /**
             * As Of
             * @description YYYY-MM-DD
             */
            as_of: string;
            /** Changed At */
            changed_at: string;
            /**
             * Changes
             * @description One object per change, applied one after the other: `{"op": "add_venue", "category", "lon", "lat", "name"?}`,
             *     `{"op": "move_venue", "id", "lon", "lat"}`, `{"op": "remove_venue", "id"}`, `{"op": "add_unit", "level", "lon", "lat",
             *     "name"?, "parent_id"?, "targets": [{"layer", "id", "is_primary"}]}`, `{"op": "move_unit", "id", "lon", "lat"}`,
             *     `{"op": "remove_unit", "id"}`, `{"op": "add_link", "unit_id", "target_layer", "target_id", "is_primary"}`,
             *     `{"op": "remove_link", "unit_id", "target_layer", "target_id"}`, `{"op": "set_parameter", "name", "value"}`. What the
             *     n-th change adds is named by the id -n in later ones. Thresholds that decide about hub households take few values, which
             *     the refusal of another one names.
             */
            changes: {
                [key: string]: unknown;
            }[];
            /** Created At */
            created_at: string;
            /** Id */
            id: number;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Name */
            name: string;
            /** Preset */
            preset: string;
        };
        /**
         * Scenarios
         * @description All scenarios in the order in which they were made.
         */
        Scenarios: {
            /** Links */
            links: components["schemas"]["Link"][];
            /** Scenarios */
            scenarios: components["schemas"]["Scenario"][];
        };
        /**
         * ScenarioText
         * @description Changes with a name.
         */
        ScenarioText: {
            /**
             * As Of
             * @description YYYY-MM-DD
             */
            as_of: string;
            /**
             * Changes
             * @description One object per change, applied one after the other: `{"op": "add_venue", "category", "lon", "lat", "name"?}`,
             *     `{"op": "move_venue", "id", "lon", "lat"}`, `{"op": "remove_venue", "id"}`, `{"op": "add_unit", "level", "lon", "lat",
             *     "name"?, "parent_id"?, "targets": [{"layer", "id", "is_primary"}]}`, `{"op": "move_unit", "id", "lon", "lat"}`,
             *     `{"op": "remove_unit", "id"}`, `{"op": "add_link", "unit_id", "target_layer", "target_id", "is_primary"}`,
             *     `{"op": "remove_link", "unit_id", "target_layer", "target_id"}`, `{"op": "set_parameter", "name", "value"}`. What the
             *     n-th change adds is named by the id -n in later ones. Thresholds that decide about hub households take few values, which
             *     the refusal of another one names.
             */
            changes: {
                [key: string]: unknown;
            }[];
            /** Name */
            name: string;
            /** Preset */
            preset: string;
        };
        /**
         * SeamPiece
         * @description One piece of the seam set.
         */
        SeamPiece: {
            /** Code */
            code: string | null;
            /** Detail */
            detail: string;
            /** Geometry */
            geometry: {
                [key: string]: unknown;
            } | null;
            /** Kind */
            kind: string;
            /** Layer */
            layer: string;
            /** Remedy */
            remedy: string;
            /** Size */
            size: number | null;
            /** Unit */
            unit: string | null;
        };
        /**
         * Seams
         * @description What keeps the areas from tiling the city.
         */
        Seams: {
            /** Fragments */
            fragments: components["schemas"]["Fragment"][];
            /** Links */
            links: components["schemas"]["Link"][];
            /** Pieces */
            pieces: components["schemas"]["SeamPiece"][];
            run: components["schemas"]["RunHead"];
        };
        /**
         * SearchAnswer
         * @description The best hits, best first.
         */
        SearchAnswer: {
            /** Hits */
            hits: components["schemas"]["Hit"][];
            /** Query */
            query: string;
        };
        /**
         * SecondFactor
         * @description With ``code``: confirm a new second factor, or show the one that is on. Without: begin to set one up.
         */
        SecondFactor: {
            /** Code */
            code?: string | null;
            /**
             * Password
             * @description To begin, for accounts that have one
             */
            password?: string | null;
        };
        /**
         * SessionDocument
         * @description Who asks, and what they may.
         */
        SessionDocument: {
            account: components["schemas"]["AccountDocument"] | null;
            /**
             * Code Needed
             * @description Nothing is granted until a code is sent to /session/totp
             */
            code_needed: boolean;
            /** @description Lately: somebody knows the password; another one answers it */
            codes_tried: components["schemas"]["CodesTried"] | null;
            /** Expires At */
            expires_at: string | null;
            /** Grants */
            grants: components["schemas"]["GrantDocument"][];
            /**
             * Has Password
             * @description False for accounts that come in by a provider of identities alone
             */
            has_password: boolean;
            /** Roles */
            roles: string[];
            /** Staff */
            staff: boolean;
            /**
             * Totp
             * @enum {string}
             */
            totp: "off" | "required" | "on";
            /**
             * Trusted Local
             * @description This machine's user is staff without signing in
             */
            trusted_local: boolean;
            ways: components["schemas"]["Ways"];
        };
        /**
         * Setup
         * @description A one-time link's secret, and the password that is to be set.
         */
        Setup: {
            /** Password */
            password: string;
            /** Secret */
            secret: string;
        };
        /**
         * SignIn
         * @description What opens a session.
         */
        SignIn: {
            /**
             * Code
             * @description Of the authenticator, or a recovery code
             */
            code?: string | null;
            /** Login */
            login: string;
            /** Password */
            password: string;
        };
        /**
         * SitingAnswer
         * @description The sites, what they change, and how far at most they are from the best.
         */
        SitingAnswer: {
            after: components["schemas"]["SitingFigure"];
            /** Asked */
            asked: number;
            before: components["schemas"]["SitingFigure"];
            /**
             * Bound
             * @description No choice gains more (most), or needs fewer sites (fewest)
             */
            bound: number;
            /** Candidates */
            candidates: number;
            /** Gained */
            gained: number;
            /**
             * Gap
             * @description Relative distance to the bound; 0 when optimal
             */
            gap: number;
            /**
             * Goal
             * @enum {string}
             */
            goal: "most" | "fewest";
            /** Optimal */
            optimal: boolean;
            /**
             * Reachable
             * @description Households that all candidates together could gain
             */
            reachable: number;
            /**
             * Reached
             * @description False where the candidates do not suffice for the share
             */
            reached: boolean;
            /** Sites */
            sites: components["schemas"]["SitingSite"][];
        };
        /**
         * SitingCandidates
         * @description Where new sites may stand: buildings of these uses, or drawn points.
         */
        SitingCandidates: {
            /**
             * Kinds
             * @description Uses of buildings
             */
            kinds?: string[] | null;
            /**
             * Points
             * @description Longitude, latitude
             */
            points?: number[][] | null;
        };
        /**
         * SitingFigure
         * @description Households; covered + not_covered + unknown = total.
         */
        SitingFigure: {
            /** Covered */
            covered: number;
            /** Not Covered */
            not_covered: number;
            /** Share */
            share: number | null;
            /** Total */
            total: number;
            /** Unknown */
            unknown: number;
        };
        /**
         * SitingJobDocument
         * @description One siting.
         */
        SitingJobDocument: {
            answer: components["schemas"]["SitingAnswer"] | null;
            /** Asked */
            asked: {
                [key: string]: unknown;
            };
            error: components["schemas"]["JobProblem"] | null;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /** Links */
            links: components["schemas"]["Link"][];
            progress: components["schemas"]["JobProgress"];
            /** Queued At */
            queued_at: string;
            /**
             * Run
             * @description The metric run that keeps a proven answer
             */
            run: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "refused" | "failed" | "cancelled";
        };
        /**
         * SitingRequest
         * @description Which sites would serve most households?
         */
        SitingRequest: {
            /**
             * As Of
             * @description The day, YYYY-MM-DD; today when missing
             */
            as_of?: string | null;
            candidates?: components["schemas"]["SitingCandidates"] | null;
            /**
             * Category
             * @description The category of venues
             * @example nursery
             */
            category?: string | null;
            /**
             * Hubs
             * @description Hub households instead of venues
             * @default false
             */
            hubs: boolean;
            /**
             * K
             * @description How many sites
             * @example 5
             */
            k?: number | null;
            /**
             * Preset
             * @description The preset of the service circle
             */
            preset?: string | null;
            /**
             * Share
             * @description Instead of k: the fewest sites for this covered share
             */
            share?: number | null;
            /**
             * Time Limit S
             * @description How long to look for a proven answer; 0 gives the quick one
             * @default 30
             */
            time_limit_s: number;
            /**
             * Within
             * @description Only this area: layer/id
             * @example street/3
             */
            within?: string | null;
        };
        /**
         * SitingSite
         * @description One site, in the order of gain.
         */
        SitingSite: {
            /** Code */
            code?: string | null;
            /**
             * Gained
             * @description Households that it adds to the sites before it
             */
            gained: number;
            /**
             * Id
             * @description The building, or the number of the point from 1
             */
            id: number;
            /** Lat */
            lat: number;
            /** Layer */
            layer?: "building" | null;
            /** Lon */
            lon: number;
            /** Rank */
            rank: number;
        };
        /**
         * SpatialExtent
         * @description Boxes: west, south, east, north.
         */
        SpatialExtent: {
            /** Bbox */
            bbox: number[][];
            /** Crs */
            crs: string;
        };
        /**
         * StateDocument
         * @description One state, in the order of the life cycle.
         */
        StateDocument: {
            /**
             * Id
             * @enum {string}
             */
            id: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
            label: components["schemas"]["Words"];
            /** Order */
            order: number;
        };
        /**
         * Stepped
         * @description Incidents after a step that was taken with all of them.
         */
        Stepped: {
            /** Again */
            again: boolean;
            /** Incidents */
            incidents: components["schemas"]["Incident"][];
        };
        /**
         * StepProblem
         * @description A refused step, with those that may be taken.
         */
        StepProblem: {
            /** Allowed */
            allowed: components["schemas"]["AllowedMove"][];
            /**
             * Code
             * @description Stable code of the error; compare this, not the words
             */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Remedy
             * @description What to do about it
             */
            remedy?: string | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /**
         * StepText
         * @description A step with one incident.
         */
        StepText: {
            /**
             * Client Id
             * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
             */
            client_id: string;
            /**
             * Expect
             * @description The state that was seen: another one is refused
             */
            expect?: ("collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void") | null;
            /** Reason */
            reason?: string | null;
            /** Role */
            role: string;
            /**
             * To
             * @enum {string}
             */
            to: "collected" | "registered" | "dispatched" | "in_progress" | "verified" | "closed" | "sent_back" | "extended" | "suspended" | "void";
        };
        /**
         * Style
         * @description A MapLibre style.
         */
        Style: {
            /** Layers */
            layers: {
                [key: string]: unknown;
            }[];
            /** Sources */
            sources: {
                [key: string]: unknown;
            };
            /**
             * Version
             * @constant
             */
            version: 8;
        } & {
            [key: string]: unknown;
        };
        /**
         * TemporalExtent
         * @description From when to when anything of a collection holds; null is without end.
         */
        TemporalExtent: {
            /** Interval */
            interval: (string | null)[][];
            /** Trs */
            trs: string;
        };
        /**
         * TileJson
         * @description TileJSON 3.
         */
        TileJson: {
            /** Bounds */
            bounds?: number[] | null;
            /** Maxzoom */
            maxzoom: number;
            /** Minzoom */
            minzoom: number;
            /** Tilejson */
            tilejson: string;
            /** Tiles */
            tiles: string[];
            /** Vector Layers */
            vector_layers: components["schemas"]["VectorLayer"][];
        };
        /**
         * TokenDocument
         * @description A personal token, without its secret.
         */
        TokenDocument: {
            /** Ends At */
            ends_at: string;
            /** Id */
            id: number;
            /** Made At */
            made_at: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Used At */
            used_at: string | null;
        };
        /**
         * Tokens
         * @description My tokens.
         */
        Tokens: {
            /** Days Most */
            days_most: number;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Tokens */
            tokens: components["schemas"]["TokenDocument"][];
        };
        /**
         * TotpBegun
         * @description A key for the authenticator; it counts once its first code has come.
         */
        TotpBegun: {
            /**
             * Address
             * @description The otpauth address of the key
             */
            address: string;
            /** Key */
            key: string;
            /** @description The same address for the phone's camera */
            qr: components["schemas"]["QrCode"];
        };
        /**
         * TotpConfirmed
         * @description The second factor is on. The recovery codes are shown this once.
         */
        TotpConfirmed: {
            /** Recovery Codes */
            recovery_codes: string[];
        };
        /**
         * Trend
         * @description How an area's figures changed; ``pending`` days are being measured.
         */
        Trend: {
            /** Id */
            id: number;
            /** Level */
            level: string;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Pending */
            pending: string[];
            /** Points */
            points: components["schemas"]["TrendPoint"][];
        };
        /**
         * TrendPoint
         * @description The figures of a day; ``figures`` is null where the area was not there.
         */
        TrendPoint: {
            /** As Of */
            as_of: string;
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["Figure"];
            } | null;
            /** Run Id */
            run_id: number;
        };
        /**
         * Turnover
         * @description Who moved between two days.
         */
        Turnover: {
            /** Areas */
            areas: components["schemas"]["AreaTurnover"][];
            /** Definition */
            definition: string;
            /** Level */
            level: string;
            /** Links */
            links: components["schemas"]["Link"][];
            /** Since */
            since: string;
            /** Until */
            until: string;
        };
        /**
         * VectorLayer
         * @description What one layer of a tile carries.
         */
        VectorLayer: {
            /** Description */
            description?: string | null;
            /** Fields */
            fields: {
                [key: string]: string;
            };
            /** Id */
            id: string;
            /** Maxzoom */
            maxzoom?: number | null;
            /** Minzoom */
            minzoom?: number | null;
        };
        /**
         * Ways
         * @description How one can sign in here and now.
         */
        Ways: {
            oidc: components["schemas"]["OidcWay"] | null;
            /**
             * Password
             * @description False where this page came over an open network
             */
            password: boolean;
        };
        /**
         * WhatIf
         * @description What the changes would make different; nothing was written.
         */
        WhatIf: {
            /** Buildings */
            buildings: components["schemas"]["ChangedBuilding"][];
            /**
             * Figures
             * @description What changes, and all figures of the city
             */
            figures: components["schemas"]["ChangedFigure"][];
            /** @description Null for those whose roles do not hold everywhere */
            gaps: components["schemas"]["GapsMoved"] | null;
            /** @description The measurement that the changes start from */
            run: components["schemas"]["RunHead"];
            /**
             * Took Ms
             * @description The time of the computation, without reading the city and writing the answer
             */
            took_ms: number;
        };
        /**
         * WhatIfQuestion
         * @description Changes to try, on a day (today without one) and by a preset of the service circle.
         */
        WhatIfQuestion: {
            /**
             * As Of
             * @description YYYY-MM-DD
             */
            as_of?: string | null;
            /**
             * Changes
             * @description One object per change, applied one after the other: `{"op": "add_venue", "category", "lon", "lat", "name"?}`,
             *     `{"op": "move_venue", "id", "lon", "lat"}`, `{"op": "remove_venue", "id"}`, `{"op": "add_unit", "level", "lon", "lat",
             *     "name"?, "parent_id"?, "targets": [{"layer", "id", "is_primary"}]}`, `{"op": "move_unit", "id", "lon", "lat"}`,
             *     `{"op": "remove_unit", "id"}`, `{"op": "add_link", "unit_id", "target_layer", "target_id", "is_primary"}`,
             *     `{"op": "remove_link", "unit_id", "target_layer", "target_id"}`, `{"op": "set_parameter", "name", "value"}`. What the
             *     n-th change adds is named by the id -n in later ones. Thresholds that decide about hub households take few values, which
             *     the refusal of another one names.
             */
            changes: {
                [key: string]: unknown;
            }[];
            /** Preset */
            preset?: string | null;
        };
        /**
         * Words
         * @description A text in both languages.
         */
        Words: {
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * WorkPack
         * @description Everything that a worker carries along.
         */
        WorkPack: {
            /** As Of */
            as_of: string;
            /** Buildings */
            buildings: components["schemas"]["PackBuildingDoors"][];
            /** Categories */
            categories: components["schemas"]["CategoryDocument"][];
            /**
             * Doors
             * @description Whether the reader may see doors; without, entrances have no floors
             */
            doors: boolean;
            /** Grids */
            grids: components["schemas"]["PackGrid"][];
            /**
             * Incidents
             * @description The first to be due first
             */
            incidents: components["schemas"]["Incident"][];
            /** Made At */
            made_at: string;
            /**
             * Number
             * @description Every change up to this number is in the document
             */
            number: number;
            /**
             * Roles
             * @description The staff roles of the reader
             */
            roles: string[];
            /** States */
            states: components["schemas"]["StateDocument"][];
            /** Units */
            units: components["schemas"]["PackUnit"][];
            /** Venues */
            venues: components["schemas"]["PackVenue"][];
        };
        /**
         * WorkScope
         * @description Who asks.
         */
        WorkScope: {
            /** Doors */
            doors: boolean;
            /**
             * Roles
             * @description Staff roles; none for the public
             */
            roles: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    landing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LandingPage"];
                    "text/html": unknown;
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    aliases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Aliases"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    make_alias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasText"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptAlias"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_alias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alias's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    learn_alias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasLesson"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptAlias"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    changes: {
        parameters: {
            query?: {
                /** @description The number of the last change that is known */
                since?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePage"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    change_events: {
        parameters: {
            query?: {
                /** @description The number of the last change that is known */
                since?: number;
            };
            header?: {
                /** @description What an EventSource sends when it comes back */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    building_circle: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
            };
            header?: never;
            path: {
                /** @description The building's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildingCircle"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    place_reach: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description Degrees, WGS 84 / CGCS2000 (required) */
                lat?: number;
                /** @description Degrees, WGS 84 / CGCS2000 (required) */
                lon?: number;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceReach"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    collections: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collections"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    collection: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
            };
            header?: never;
            path: {
                layer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    items: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
                /** @description west,south,east,north in degrees: what it touches, and what has no geometry */
                bbox?: number[];
                /** @description Also say how many features match in all */
                count?: boolean;
                /** @description Where the next page starts; take it from the next link */
                cursor?: string | null;
                /** @description What holds at an instant or on any day of an interval (RFC 3339; `..` is an open end), each thing as it last stood inside it; instead of as_of */
                datetime?: string | null;
                /** @description Features per page; more than the service gives is cut to what it gives */
                limit?: number;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description The fields to send, comma-separated; empty for none */
                properties?: string | null;
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description Fields, comma-separated, with - in front downwards; by ascending id when missing */
                sortby?: string | null;
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
                /** @description What lies in an area by its links, or has a building there */
                within?: string | null;
            };
            header?: never;
            path: {
                /** @description The layer's id */
                layer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeaturePage"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    item: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path: {
                /** @description The feature's id */
                id: number;
                /** @description The layer's id */
                layer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["OneFeature"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    conformance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conformance"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    coverage: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description Where the next link goes on */
                cursor?: string | null;
                /** @description The level of areas */
                level?: "estate" | "grid" | "community" | "street" | "city";
                /** @description Rows of a page */
                limit?: number;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
                /** @description Only what lies in this area: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoveragePage"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    area_coverage: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path: {
                /** @description The area's id; 0 for the city */
                id: number;
                /** @description The level */
                level: "estate" | "grid" | "community" | "street" | "city";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaCoverage"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    area_trend: {
        parameters: {
            query?: {
                /** @description Days, comma-separated */
                dates?: string | null;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path: {
                /** @description The area's id; 0 for the city */
                id: number;
                /** @description The level */
                level: "estate" | "grid" | "community" | "street" | "city";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trend"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    doors: {
        parameters: {
            query?: {
                /** @description The building's id (required) */
                building?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildingDoors"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    gaps: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description west,south,east,north in degrees */
                bbox?: string | null;
                category?: string;
                /** @description Where the next link goes on */
                cursor?: string | null;
                /** @description The whole list as a file */
                format?: "csv" | "xlsx" | "parquet" | "geojson";
                kind?: string;
                level?: "building" | "estate" | "grid" | "community" | "street";
                /** @description Rows of a page */
                limit?: number;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description The one gap of that rank */
                rank?: number;
                /** @description One of rank, kind, category, level, households, buildings, gained_households, gained_h_households, gained_v_households, gained_circle_households, size_m2, code, with - in front downwards */
                sort?: string | null;
                /** @description Only what lies in this area: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["GapPage"];
                    "application/vnd.apache.parquet": components["schemas"]["GapPage"];
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["GapPage"];
                    "text/csv; charset=utf-8": components["schemas"]["GapPage"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    geocode: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
                /** @description Orders the rivals, the nearest first: lon,lat (113.93,30.21) */
                near?: string | null;
                /** @description The address (required) */
                q?: string | null;
                /** @description Only what lies in this area: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Geocoded"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    housing: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                category?: "rental" | "old" | "commercial" | "unknown" | "mixed";
                /** @description Where the next link goes on */
                cursor?: string | null;
                level?: "estate" | "grid" | "community" | "street" | "city";
                /** @description Rows of a page */
                limit?: number;
                /** @description Only what lies in this area: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HousingPage"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    start_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @description Rules to overrule */
                    accept?: string[];
                    /**
                     * @description Retire what is missing
                     * @enum {string}
                     */
                    complete?: "true" | "false";
                    /**
                     * @description auto, EPSG:n, gcj02 or bd09
                     * @default auto
                     */
                    crs?: string;
                    /** @description The column by which areas are united */
                    dissolve?: string;
                    /** @description Import into this draft of boundaries; current ones stay */
                    draft?: string;
                    /**
                     * @description Only report
                     * @enum {string}
                     */
                    dry_run?: "true" | "false";
                    /** @description The encoding of a text file */
                    encoding?: string;
                    files: string[];
                    /** @description The column that identifies a row */
                    key?: string;
                    /** @description The layer that the rows belong to */
                    layer?: string;
                    /** @description field=column */
                    map?: string[];
                    /** @description Repairs to make */
                    repair?: string[];
                    /** @description The code scheme */
                    scheme?: string;
                    /** @description field=value for all rows */
                    set?: string[];
                    /** @description The data's origin; the file's name by default */
                    source?: string;
                    /** @description The layer, sheet or object inside the file */
                    table?: string;
                    /** Format: date */
                    valid_from?: string;
                    /** @description column=value */
                    where?: string[];
                };
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many imports wait; Retry-After says when to ask */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    import_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the upload was answered with */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    cancel_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the upload was answered with */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    import_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the upload was answered with */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    import_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the upload was answered with */
                job: string;
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": unknown;
                    "text/html": unknown;
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    incidents: {
        parameters: {
            query?: {
                /** @description west,south,east,north in degrees */
                bbox?: string | null;
                /** @description Categories, comma-separated */
                category?: string | null;
                /** @description Channels, comma-separated */
                channel?: string | null;
                /** @description Where the next page starts; take it from the next link */
                cursor?: string | null;
                /** @description The id of a grid */
                grid?: number;
                /** @description 100 when missing, at most 1000 */
                limit?: string | null;
                /** @description true: not closed and not void; false: ended */
                open?: string | null;
                /** @description true: open and past the deadline */
                overdue?: string | null;
                /** @description Reported then or later: an instant, or a day in China */
                since?: string | null;
                /** @description -reported_at (usual), due_at …; things without a value last. urgency: overdue first, then what is due soonest, as if each pause ended now */
                sort?: string | null;
                /** @description States, comma-separated */
                state?: string | null;
                /** @description Reported then or earlier; of a day, its first moment */
                until?: string | null;
                /** @description An area: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentPage"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    report_incident: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Accuracy M */
                    accuracy_m?: number | null;
                    /** Building Id */
                    building_id?: number | null;
                    /** Category */
                    category: string;
                    /**
                     * Channel
                     * @description worker for staff, public for everybody else, when missing
                     */
                    channel?: ("worker" | "public" | "hotline" | "sensor") | null;
                    /**
                     * Client Id
                     * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
                     */
                    client_id: string;
                    /**
                     * Crs
                     * @description EPSG:4326, gcj02 or bd09
                     * @default EPSG:4326
                     */
                    crs?: string;
                    /**
                     * Description
                     * @default
                     */
                    description?: string;
                    /** Lat */
                    lat?: number | null;
                    /** Lon */
                    lon?: number | null;
                    /**
                     * Place
                     * @enum {string}
                     */
                    place: "pin" | "here" | "building";
                    /**
                     * Reported At
                     * @description When it was written, by the phone's clock, with its zone
                     */
                    reported_at?: string | null;
                };
                "multipart/form-data": {
                    photo?: string[];
                    /**
                     * ReportText
                     * @description A report. In a form it is the part ``report``, beside up to four parts ``photo``.
                     */
                    report: {
                        /** Accuracy M */
                        accuracy_m?: number | null;
                        /** Building Id */
                        building_id?: number | null;
                        /** Category */
                        category: string;
                        /**
                         * Channel
                         * @description worker for staff, public for everybody else, when missing
                         */
                        channel?: ("worker" | "public" | "hotline" | "sensor") | null;
                        /**
                         * Client Id
                         * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
                         */
                        client_id: string;
                        /**
                         * Crs
                         * @description EPSG:4326, gcj02 or bd09
                         * @default EPSG:4326
                         */
                        crs?: string;
                        /**
                         * Description
                         * @default
                         */
                        description?: string;
                        /** Lat */
                        lat?: number | null;
                        /** Lon */
                        lon?: number | null;
                        /**
                         * Place
                         * @enum {string}
                         */
                        place: "pin" | "here" | "building";
                        /**
                         * Reported At
                         * @description When it was written, by the phone's clock, with its zone
                         */
                        reported_at?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description It had been received before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reported"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reported"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    incident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The incident's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneIncident"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    move_incident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The incident's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceText"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Amended"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    route_incident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The incident's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RouteText"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Amended"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    step_incident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The incident's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepText"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneIncident"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StepProblem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    support_incident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The incident's id */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Client Id
                     * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
                     */
                    client_id: string;
                    /** Note */
                    note?: string | null;
                };
                "multipart/form-data": {
                    photo?: string[];
                    /**
                     * SupportText
                     * @description Somebody means the same incident.
                     */
                    report: {
                        /**
                         * Client Id
                         * @description Made by the client, new for each report or step (a UUID): sent twice, it is carried out once
                         */
                        client_id: string;
                        /** Note */
                        note?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Amended"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    incident_categories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Categories"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    incident_load: {
        parameters: {
            query?: {
                /** @description Categories, comma-separated */
                category?: string | null;
                level?: "grid" | "community" | "street";
                /** @description Reported then or later */
                since?: string | null;
                /** @description Reported then or earlier */
                until?: string | null;
                /** @description Only areas in this one: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Load"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    incident_map: {
        parameters: {
            query?: {
                /** @description As /incidents has it */
                bbox?: string | null;
                /** @description As /incidents has it */
                category?: string | null;
                /** @description As /incidents has it */
                channel?: string | null;
                /** @description As /incidents has it */
                grid?: string | null;
                /** @description As /incidents has it */
                open?: string | null;
                /** @description As /incidents has it */
                overdue?: string | null;
                /** @description As /incidents has it */
                since?: string | null;
                /** @description As /incidents has it */
                state?: string | null;
                /** @description As /incidents has it */
                until?: string | null;
                /** @description As /incidents has it */
                within?: string | null;
                /** @description Of 512-pixel tiles; from 18 on (usual) each incident stands for itself */
                zoom?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentMap"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    incidents_near: {
        parameters: {
            query?: {
                category?: string | null;
                /** @description EPSG:4326 (usual), gcj02 or bd09 */
                crs?: string | null;
                lat?: number;
                lon?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NearIncidents"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    step_incidents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkStepText"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stepped"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StepProblem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    locate: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
                /** @description How the point is given, wgs84 (equal to CGCS2000) when missing: wgs84, cgcs2000, gcj02, bd09, EPSG:4490, EPSG:4547, EPSG:4547/yx */
                crs?: string | null;
                /** @description Latitude in degrees (required) */
                lat?: number;
                /** @description Longitude in degrees (required) */
                lon?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Located"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_discovery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_v2_discovery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_requests: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    account_id?: string;
                    address_id?: string;
                    address_string?: string;
                    api_key: string;
                    description?: string;
                    device_id?: string;
                    email?: string;
                    first_name?: string;
                    jurisdiction_id?: string;
                    last_name?: string;
                    lat?: string;
                    long?: string;
                    media_url?: string;
                    phone?: string;
                    service_code: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_services: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                /** @description xml or json */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    open311_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description xml or json */
                kind: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    parks: {
        parameters: {
            query?: {
                /** @description The first day (required) */
                since?: string | null;
                /** @description The last day; today when missing */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Parks"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The photo's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    photo_thumb: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The photo's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    public_area: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The area's id; 0 for the city */
                id: number;
                /** @description The level */
                level: "city" | "street" | "community" | "grid";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicArea"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    registry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegistryDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    coverage_report: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description The page's language; that of Accept-Language when missing */
                lang?: "zh" | "en";
                level?: "street" | "community" | "grid" | "estate";
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                theme?: "branch_coverage" | "chain" | "hub_reach" | "organisation_coverage" | "seam" | "circle_completeness" | "circle_party_service_centre" | "circle_mediation_room" | "circle_nursery" | "circle_kindergarten" | "circle_elderly_day_care" | "circle_activity_centre" | "circle_four_oclock_school" | "circle_charity_shop" | "circle_neighbour_point" | "circle_clinic" | "circle_canteen" | "circle_market" | "housing_category";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
                /** @description Only what lies in this area: layer/id */
                within?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    runs: {
        parameters: {
            query?: {
                /** @description Only runs of this day */
                as_of?: string | null;
                /** @description Only runs before this number */
                before?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    run_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run's number */
                id: number;
                kind: "csv" | "xlsx" | "parquet";
                table: "figures" | "housing" | "buildings" | "gaps" | "seams" | "divided";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": unknown;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                    "text/csv; charset=utf-8": unknown;
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rerun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Another one is under way */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    scenarios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenarios"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    make_scenario: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScenarioText"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenario"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    scenario: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scenario's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenario"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    change_scenario: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scenario's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScenarioText"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scenario"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_scenario: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scenario's number */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    compare_scenarios: {
        parameters: {
            query?: {
                /** @description Up to 4 numbers, separated by commas */
                ids?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    seams: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Seams"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: {
                /** @description The day to show, YYYY-MM-DD; now when missing */
                as_of?: string | null;
                /** @description Only these layers, comma-separated */
                layers?: string | null;
                /** @description The most hits to answer; 20 when missing */
                limit?: number;
                /** @description Of equally good hits the nearest come first: lon,lat (113.93,30.21) */
                near?: string | null;
                /** @description A name, a code, an address, or a part of it (required) */
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchAnswer"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDocument"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDocument"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactor"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpBegun"] | components["schemas"]["TotpConfirmed"] | components["schemas"]["SessionDocument"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    sign_out_everywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    set_up_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Setup"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDocument"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    start_siting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SitingRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitingJobDocument"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many sitings wait; Retry-After says when to ask */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    siting_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the question was answered with */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitingJobDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    cancel_siting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the question was answered with */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitingJobDocument"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    siting_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number that the question was answered with */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    style: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description The language of the legend; that of Accept-Language when missing */
                lang?: "zh" | "en";
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description The theme that colours the map; none when missing */
                theme?: "none" | "branch_coverage" | "chain" | "hub_reach" | "organisation_coverage" | "seam" | "circle_completeness" | "circle_party_service_centre" | "circle_mediation_room" | "circle_nursery" | "circle_kindergarten" | "circle_elderly_day_care" | "circle_activity_centre" | "circle_four_oclock_school" | "circle_charity_shop" | "circle_neighbour_point" | "circle_clinic" | "circle_canteen" | "circle_market" | "housing_category" | "housing_type" | "households" | "built_year" | "grid_kind" | "grid_households" | "estate_access";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path: {
                /** @description The style's name */
                name: "planner";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Style"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    tilejson: {
        parameters: {
            query?: {
                /** @description The day to measure, YYYY-MM-DD; today when missing */
                as_of?: string | null;
                /** @description The preset of the service circle */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path: {
                /** @description Layer ids, comma-separated */
                layers: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileJson"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    tile: {
        parameters: {
            query?: {
                /** @description The day to show; today without it */
                as_of?: string;
                /** @description The preset of the service circle, for derived layers */
                preset?: "distance-5" | "distance-10" | "distance-15" | "time-5" | "time-10" | "time-15" | "elder-5" | "elder-10" | "elder-15";
                /** @description How strictly units are read, for derived layers that are `by_reading`; strictly without it */
                reading?: "strict" | "lenient";
                /** @description For whose eyes the address was made, as the style gives it; 404 for others */
                scope?: string;
                /** @description What shares count, for derived layers that are `by_weight`; households without it */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path: {
                /** @description Layer ids, comma-separated */
                layers: string;
                x: number;
                y: number;
                z: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tile (Mapbox Vector Tile 2.1); an empty body where nothing lies in it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description The client holds this tile already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No such layer, or the tile lies outside the matrix */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    make_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeToken"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    turnover: {
        parameters: {
            query?: {
                level?: "estate" | "grid" | "community" | "street" | "city";
                /** @description The first day (required) */
                since?: string | null;
                /** @description The last day; today when missing */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turnover"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    what_if: {
        parameters: {
            query?: {
                /** @description strict leaves dormant units out; lenient counts them, and hub households within reach */
                reading?: "strict" | "lenient";
                /** @description What is counted */
                weight?: "households" | "buildings" | "footprint_m2" | "ground_m2";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIfQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIf"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    work_pack: {
        parameters: {
            query?: {
                /** @description The ids of 1 to 20 grids, comma-separated (required) */
                grids?: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkPack"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    work_scope: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkScope"];
                };
            };
            /** @description An error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}
