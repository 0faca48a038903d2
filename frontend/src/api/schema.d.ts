/* Made by `npm run types` from schema/openapi.json. */

export interface paths {
    "/api/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply Files
         * @description Makes the segments and measures those of the files: all in one step, or on any fault nothing.
         */
        post: operations["apply_files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit
         * @description Changes, newest first.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check Audit
         * @description Whether every row is as it was written. That the newest ones were removed can't be seen.
         */
        get: operations["check_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Catalog
         * @description Events with their properties, attributes, tags and segments, most frequent first.
         */
        get: operations["get_catalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catalog/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catalog Values
         * @description The most frequent values of an attribute, or of a property of an event.
         */
        get: operations["catalog_values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catalog/volume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Event Volume
         * @description How often an event happened on each of so many local days, the last of which is today.
         */
        get: operations["event_volume"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/differentiators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Segment Differentiators
         * @description What is more or less frequent among the members than among everyone else, or another segment's members.
         */
        post: operations["segment_differentiators"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/insights/overlap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Segment Overlap
         * @description Every exact combination of two to five segments.
         */
        post: operations["segment_overlap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description Keys, newest first, with those that don't work any more.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Create Key
         * @description A new key. Its secret is in this answer and nowhere else.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
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
         * Revoke Key
         * @description Ends a key at once; it stays in the list.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Labels
         * @description Every label with how many segments it files.
         */
        get: operations["list_labels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labels/{label}": {
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
         * Delete Label
         * @description Takes a label off every segment.
         */
        delete: operations["delete_label"];
        options?: never;
        head?: never;
        /**
         * Rename Label
         * @description Renames a label on every segment that has it, all at once.
         */
        patch: operations["rename_label"];
        trace?: never;
    };
    "/api/links/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Password
         * @description Chooses a password by the link of an invitation or reset, and signs in.
         */
        post: operations["set_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/measures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Measures
         * @description Every measure, by name.
         */
        get: operations["list_measures"];
        put?: never;
        /**
         * Create Measure
         * @description Gives an aggregate a name.
         */
        post: operations["create_measure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/measures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Measure
         * @description One measure and what uses it.
         */
        get: operations["get_measure"];
        put?: never;
        post?: never;
        /**
         * Delete Measure
         * @description 409 while a segment uses it, saying which.
         */
        delete: operations["delete_measure"];
        options?: never;
        head?: never;
        /**
         * Edit Measure
         * @description Changes a measure: segments that use it mean the new one with their next refresh.
         */
        patch: operations["edit_measure"];
        trace?: never;
    };
    "/api/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan Files
         * @description What applying the files would change: definitions in words, members that enter and leave, what is affected.
         */
        post: operations["plan_files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Profiles
         * @description People by profile id, any identifier, or a part of what they are called.
         */
        get: operations["find_profiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Profile
         * @description One person, by profile id or any identifier.
         */
        get: operations["get_profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain Profile
         * @description Why the person is in the segment or isn't: each condition, what decided, and when time alone changes it.
         */
        get: operations["explain_profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Profile Timeline
         * @description A person's events, newest first.
         */
        get: operations["profile_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Latest Records
         * @description The records that were received last, newest first: from SDKs, imports and programs alike.
         */
        get: operations["latest_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rejected Records
         * @description The records that were refused, newest first; the newest 10,000 are kept.
         */
        get: operations["rejected_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Refreshes
         * @description Refreshes, newest first.
         */
        get: operations["list_refreshes"];
        put?: never;
        /**
         * Start Refresh
         * @description Asks for a refresh of all or some segments; one that waits already and covers them is given back.
         */
        post: operations["start_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refreshes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Refresh
         * @description One refresh and what it made of each segment.
         */
        get: operations["get_refresh"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refreshes/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refresh Progress
         * @description How far the present refresh is: once, or as server-sent events with the same document.
         */
        get: operations["refresh_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refreshes/progress/{number}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Refresh
         * @description Stops a refresh that waits or is under way; the members of before are kept.
         */
        post: operations["cancel_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Rule
         * @description Every problem of a rule, errors and warnings, as an answer and not as a failure: for while somebody types.
         */
        post: operations["check_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/describe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Describe Rule
         * @description The same as parse: the plain words are one of the forms.
         */
        post: operations["describe_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Parse Rule
         * @description The rule in JSON, text and words, with its types filled in. 422 with every fault for one that can't be.
         */
        post: operations["parse_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Rule
         * @description Who matches, clause by clause, without saving anything.
         */
        post: operations["preview_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/sentence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Sentence
         * @description The rule of an English sentence, its words, and what of the sentence it doesn't express. Nothing is saved.
         */
        post: operations["read_sentence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Scores
         * @description Every set of scores, newest first.
         */
        get: operations["list_scores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Segments
         * @description Segments with their members, filtered and sorted.
         */
        get: operations["list_segments"];
        put?: never;
        /**
         * Create Segment
         * @description A new segment, its members worked out at once unless `refresh` is false.
         */
        post: operations["create_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Segment
         * @description One segment. The ETag is its version, for If-Match.
         */
        get: operations["get_segment"];
        put?: never;
        post?: never;
        /**
         * Delete Segment
         * @description 409 while something uses it, saying what. The people stay; `…/restore` brings the segment back.
         */
        delete: operations["delete_segment"];
        options?: never;
        head?: never;
        /**
         * Edit Segment
         * @description Saves a next version. With If-Match, only when nobody saved another one since.
         */
        patch: operations["edit_segment"];
        trace?: never;
    };
    "/api/segments/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate Segment
         * @description Active now, and refreshed at once; or at the time given.
         */
        post: operations["activate_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/audience": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Audience
         * @description Members by platform, and how many can be reached by channel.
         */
        get: operations["segment_audience"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate Segment
         * @description Inactive now or at the time given: not refreshed, and inside other rules nobody is in it.
         */
        post: operations["deactivate_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/distribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Distribution
         * @description One attribute of the members beside that of all profiles.
         */
        get: operations["segment_distribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Duplicate Segment
         * @description A new segment with the same definition; of a static one, with the same members.
         */
        post: operations["duplicate_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Members
         * @description All members as a file, with their profile ids and chosen attributes.
         */
        get: operations["export_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Freeze Segment
         * @description A static segment with the stored members of this one, of now or of a past time.
         */
        post: operations["freeze_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Members
         * @description The first members with chosen attributes, or those whom a search finds.
         */
        get: operations["segment_members"];
        put?: never;
        /**
         * Change Members
         * @description Adds, removes or replaces members of a static segment, by identifiers.
         */
        post: operations["change_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/members/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload Members
         * @description As with identifiers, from a file of up to 64 MB.
         */
        post: operations["upload_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Metrics
         * @description Messages sent, push click average, app opens, time in the app and revenue, each beside all profiles.
         */
        get: operations["segment_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/plan": {
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
         * Cancel Planned Activation
         * @description Takes back an activation or deactivation that was planned for later.
         */
        delete: operations["cancel_planned_activation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh Segment
         * @description Works the members out again; `/api/refreshes/progress` says how far it is.
         */
        post: operations["refresh_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Refreshes
         * @description What refreshes made of the segment, newest first.
         */
        get: operations["segment_refreshes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore Segment
         * @description Brings a deleted segment back with its members and its history.
         */
        post: operations["restore_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Trend
         * @description The number of members by day, or by refresh for up to two days, with who entered and left.
         */
        get: operations["segment_trend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Uses
         * @description What depends on the segment, and what it depends on.
         */
        get: operations["segment_uses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Segment Versions
         * @description Every saved version, newest first, each with what it changed in words.
         */
        get: operations["segment_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{id}/versions/{version}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rollback Segment
         * @description Saves an older version again, as the newest.
         */
        post: operations["rollback_segment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Segments
         * @description One action on many segments. What can't be changed is left alone and said.
         */
        post: operations["change_segments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Session
         * @description Who is signed in, and what the app needs to begin. Always answers.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign In
         * @description Signs in, and sets the session's cookie. Ten failures within 15 minutes have to wait.
         */
        post: operations["sign_in"];
        /**
         * Sign Out
         * @description Ends the session of the cookie; without one, does nothing.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Changes one's own password. Every other session of the user ends.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Up
         * @description Makes the first user and signs in.
         */
        post: operations["set_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sources
         * @description Every source with its write key, by name.
         */
        get: operations["list_sources"];
        put?: never;
        /**
         * Create Source
         * @description A new source with a write key.
         */
        post: operations["create_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit Source
         * @description Disables or enables a source, or gives it another write key.
         */
        patch: operations["edit_source"];
        trace?: never;
    };
    "/api/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suggest Segments
         * @description Segments with names and counts; nothing is saved.
         */
        post: operations["suggest_segments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tags
         * @description Every tag with how many people have it.
         */
        get: operations["list_tags"];
        put?: never;
        /**
         * Create Tag
         * @description A tag that nobody has yet.
         */
        post: operations["create_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags/{name}": {
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
         * Delete Tag
         * @description Takes the tag from everyone, and its description away.
         */
        delete: operations["delete_tag"];
        options?: never;
        head?: never;
        /**
         * Describe Tag
         * @description Says what a tag is for.
         */
        patch: operations["describe_tag"];
        trace?: never;
    };
    "/api/tags/{name}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply Tag
         * @description Gives the tag to people.
         */
        post: operations["apply_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags/{name}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove Tag
         * @description Takes the tag from people.
         */
        post: operations["remove_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Templates
         * @description Common audiences, those that the data can answer first.
         */
        get: operations["list_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description Everybody who has an account, by e-mail address.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Create User
         * @description Invites somebody: the link, which Shoal doesn't send, lets them choose a password.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get User
         * @description One user.
         */
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit User
         * @description Changes a name or role, or takes the account away for a time: that ends its sessions at once.
         */
        patch: operations["edit_user"];
        trace?: never;
    };
    "/api/users/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Password Link
         * @description A new link to choose a password; the one before doesn't work any more.
         */
        post: operations["create_password_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workspace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Workspace
         * @description What the workspace is called, its zone, and how much it holds.
         */
        get: operations["get_workspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit Workspace
         * @description Names the workspace. Its zone stays as it was made: rules and stored times depend on it.
         */
        patch: operations["edit_workspace"];
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
         * Health
         * @description The process answers.
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
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description Each part that answers depend on, with its state; 503 when one is failing.
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
    "/schemas/rule.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rule Schema
         * @description The JSON Schema of rules.
         */
        get: operations["rule_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Track
         * @description Takes the calls of an SDK; what is taken is durable. Who calls is told by the write key.
         */
        post: operations["track"];
        delete?: never;
        /**
         * Track Preflight
         * @description Says to browsers that pages of any site may send.
         */
        options: operations["track_preflight"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{write_key}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tracking Settings
         * @description What the browser's SDK reads first, when its `cdnURL` is this server: where to send, and nothing else to load.
         */
        get: operations["tracking_settings"];
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
         * Activation
         * @description `at` is when, ISO 8601; without it, now.
         */
        Activation: {
            /** At */
            at?: string | null;
        };
        /** ApplyIn */
        ApplyIn: {
            /**
             * Delete
             * @default false
             */
            delete: boolean;
            /** Files */
            files: {
                [key: string]: string;
            };
            /**
             * Refresh
             * @description whether the members of what changed are worked out at once
             * @default true
             */
            refresh: boolean;
        };
        /**
         * Asked
         * @description The number by which a refresh that was asked for is found in the progress, and cancelled.
         */
        Asked: {
            /** Number */
            number: number;
        };
        /**
         * AudienceOut
         * @description Somebody with two platforms counts for both.
         */
        AudienceOut: {
            /** Members */
            members: number;
            /** Platforms */
            platforms: {
                [key: string]: number;
            };
            /** Reachable */
            reachable: {
                [key: string]: number;
            };
        };
        /**
         * AuditCheck
         * @description `first_broken` is the id of the first row that isn't as it was written; null when all are.
         */
        AuditCheck: {
            /** First Broken */
            first_broken: number | null;
            /** Ok */
            ok: boolean;
        };
        /**
         * AuditEntryOut
         * @description One change. `action` is noun and verb, as in `segment.rename`; `detail` says how, without secrets.
         */
        AuditEntryOut: {
            /** Action */
            action: string;
            /** Actor */
            actor: string;
            /** At */
            at: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Subject */
            subject: string;
        };
        /** Body_upload_members */
        Body_upload_members: {
            /**
             * Column
             * @description the column that holds the identifiers
             */
            column?: string | null;
            /**
             * File
             * @description CSV, TSV, text with one identifier a line, or a JSON list
             */
            file: string;
            /**
             * Mode
             * @default add
             * @enum {string}
             */
            mode: "add" | "remove" | "replace";
        };
        /**
         * BulkIn
         * @description One action on many segments: all or none of them change.
         */
        BulkIn: {
            /**
             * Action
             * @enum {string}
             */
            action: "refresh" | "activate" | "deactivate" | "label" | "unlabel" | "pin" | "unpin" | "delete" | "restore";
            /**
             * At
             * @description when an activation or deactivation takes effect; now without it
             */
            at?: string | null;
            /** Ids */
            ids: string[];
            /**
             * Labels
             * @default []
             */
            labels: string[];
        };
        /**
         * BulkOut
         * @description `refused` says why segments were left as they are.
         */
        BulkOut: {
            /** Done */
            done: string[];
            /** Refused */
            refused: components["schemas"]["Fault"][];
        };
        /**
         * CapOut
         * @description At most `n` members, those with the highest (lowest) number of one attribute, measure (`value_of`) or score.
         */
        CapOut: {
            /** By */
            by: {
                [key: string]: string;
            };
            /** N */
            n: number;
            /**
             * Order
             * @default highest
             * @enum {string}
             */
            order: "highest" | "lowest";
        };
        /**
         * CatalogOut
         * @description What rules can speak of.
         */
        CatalogOut: {
            /** Attributes */
            attributes: components["schemas"]["FieldOut"][];
            /** Events */
            events: components["schemas"]["EventOut"][];
            /** Profiles */
            profiles: number;
            /** Segments */
            segments: components["schemas"]["SegmentName"][];
            /** Tags */
            tags: components["schemas"]["TagCount"][];
        };
        /**
         * Checked
         * @description `ok` is false when there is an error; `rule`, `text` and `words` are null when the rule can't be read at all.
         */
        Checked: {
            /** Ok */
            ok: boolean;
            /** Problems */
            problems: components["schemas"]["Fault"][];
            /** Rule */
            rule: components["schemas"]["Rule"] | null;
            /** Text */
            text: string | null;
            /** Words */
            words: string | null;
        };
        /**
         * ClauseOut
         * @description One condition by itself: its path in the rule's JSON, its words, for how many people it holds, and the
         *     milliseconds that it took.
         */
        ClauseOut: {
            /** Count */
            count: number;
            /** Ms */
            ms: number;
            /** Path */
            path: string;
            /** Text */
            text: string;
        };
        /**
         * CombinationOut
         * @description The people in exactly these of the segments; `rule` is the rule that has them.
         */
        CombinationOut: {
            /** Count */
            count: number;
            rule: components["schemas"]["Rule"];
            /** Segments */
            segments: string[];
        };
        /**
         * Counts
         * @description How many segments each tab holds, whatever is searched for.
         */
        Counts: {
            /** All */
            all: number;
            /** Pinned */
            pinned: number;
            /** Rule */
            rule: number;
            /** Static */
            static: number;
        };
        /** DayVolume */
        DayVolume: {
            /** Count */
            count: number;
            /** Day */
            day: string;
        };
        /** DeviceOut */
        DeviceOut: {
            /** App Version */
            app_version?: string | null;
            /** Model */
            model?: string | null;
            /** Os Version */
            os_version?: string | null;
            /** Platform */
            platform?: string | null;
        };
        /**
         * DifferentiatorOut
         * @description Holds for `inside_share` of the members and `outside_share` of the others.
         *
         *     `interval` bounds the difference with 95 % confidence; `lift` is the ratio, null where the others have none;
         *     `effect` is Cohen's h; `chance` is adjusted for the number of comparisons; `small` marks too few people to rely on.
         */
        DifferentiatorOut: {
            /** Chance */
            chance: number;
            /** Difference */
            difference: number;
            /** Effect */
            effect: number;
            /** Field */
            field: string;
            histogram: components["schemas"]["HistogramOut"] | null;
            /** Inside Count */
            inside_count: number;
            /** Inside Share */
            inside_share: number;
            /** Interval */
            interval: [
                number,
                number
            ];
            /** Kind */
            kind: string;
            /** Lift */
            lift: number | null;
            numbers: components["schemas"]["NumberPairOut"] | null;
            /** Outside Count */
            outside_count: number;
            /** Outside Share */
            outside_share: number;
            rule: components["schemas"]["Rule"];
            /** Small */
            small: boolean;
            /** Value */
            value: string | boolean | number | null;
            /** Words */
            words: string;
        };
        /**
         * DifferentiatorsIn
         * @description `against` null means everyone else.
         */
        DifferentiatorsIn: {
            /** Against */
            against?: string | null;
            /**
             * Limit
             * @default 20
             */
            limit: number;
            /** Segment */
            segment: string;
        };
        /**
         * DifferentiatorsOut
         * @description `rows` are the strongest of the `compared` conditions that chance doesn't explain.
         */
        DifferentiatorsOut: {
            /** As Of */
            as_of: string;
            /** Compared */
            compared: number;
            /** Inside */
            inside: number;
            /** Outside */
            outside: number;
            /** Rows */
            rows: components["schemas"]["DifferentiatorOut"][];
        };
        /** DistributionHistogram */
        DistributionHistogram: {
            /** All */
            all: number[];
            /** Edges */
            edges: number[];
            /** Members */
            members: number[];
        };
        /** DistributionNumbers */
        DistributionNumbers: {
            all: components["schemas"]["NumbersOut"];
            members: components["schemas"]["NumbersOut"] | null;
        };
        /**
         * DistributionOut
         * @description One attribute of the members beside all profiles: frequent values, and for numbers a histogram.
         */
        DistributionOut: {
            /** All */
            all: number;
            /** All With */
            all_with: number;
            /** Distinct */
            distinct: number;
            histogram: components["schemas"]["DistributionHistogram"] | null;
            /** Members */
            members: number;
            /** Members With */
            members_with: number;
            numbers: components["schemas"]["DistributionNumbers"] | null;
            /** Path */
            path: string;
            /** Values */
            values: components["schemas"]["ValueShareOut"][];
        };
        /** DuplicateIn */
        DuplicateIn: {
            /** Name */
            name?: string | null;
        };
        /** EventCount */
        EventCount: {
            /** Count */
            count: number;
            /** Last */
            last: string;
            /** Name */
            name: string;
        };
        /** EventOut */
        EventOut: {
            /** Count */
            count: number;
            /** First Seen */
            first_seen: string;
            /** Last Seen */
            last_seen: string;
            /** Name */
            name: string;
            /** Profiles */
            profiles: number;
            /** Properties */
            properties: components["schemas"]["FieldOut"][];
        };
        /**
         * ExplanationOut
         * @description `member_stored` is what the last refresh published, null before the first; `verdict` is worked out now.
         */
        ExplanationOut: {
            /** As Of */
            as_of: string;
            /** Member Stored */
            member_stored: boolean | null;
            /** Profile */
            profile: string;
            /** Segment */
            segment: string;
            /** Segment Name */
            segment_name: string;
            verdict: components["schemas"]["VerdictOut"];
        };
        /**
         * Fault
         * @description One fault of the input: `path` walks the request, or the rule, as in `all[1].where.op`.
         */
        Fault: {
            /** Code */
            code: string;
            /** Hint */
            hint?: string | null;
            /** Message */
            message: string;
            /** Path */
            path: string;
            /**
             * Severity
             * @default error
             */
            severity: string;
        };
        /**
         * FieldOut
         * @description `types` counts values by type, `examples` are JSON values, `share` is the part that has it set.
         */
        FieldOut: {
            /** Examples */
            examples: unknown[];
            /** Path */
            path: string;
            /** Share */
            share: number;
            /** Types */
            types: {
                [key: string]: number;
            };
        };
        /**
         * FilesIn
         * @description The texts of YAML files by their paths; with `delete`, what no file has goes.
         */
        FilesIn: {
            /**
             * As Of
             * @description the instant of the member counts; now without it
             */
            as_of?: string | null;
            /**
             * Delete
             * @default false
             */
            delete: boolean;
            /** Files */
            files: {
                [key: string]: string;
            };
        };
        /**
         * FoundOut
         * @description `matched` says what of the person has the text: an identifier's kind, or an attribute.
         */
        FoundOut: {
            /** Detail */
            detail: string | null;
            /** Id */
            id: string;
            /** Matched */
            matched: string;
            /** Name */
            name: string | null;
        };
        /**
         * FragmentOut
         * @description Characters `start` up to `end` of the sentence, that no part of the rule stands for.
         */
        FragmentOut: {
            /** End */
            end: number;
            /** Hint */
            hint: string | null;
            /** Start */
            start: number;
            /** Text */
            text: string;
        };
        /**
         * FreezeIn
         * @description `as_of` takes the members of then.
         */
        FreezeIn: {
            /** As Of */
            as_of?: string | null;
            /** Name */
            name?: string | null;
        };
        /** Health */
        Health: {
            /** Status */
            status: string;
            /** Version */
            version: string;
        };
        /**
         * HistogramOut
         * @description People by range; `edges` has one more number than there are ranges.
         */
        HistogramOut: {
            /** Edges */
            edges: number[];
            /** Inside */
            inside: number[];
            /** Outside */
            outside: number[];
        };
        /** IdentifierOut */
        IdentifierOut: {
            /** Kind */
            kind: string;
            /** Value */
            value: string;
        };
        /**
         * IdentifiersIn
         * @description `kind` says what the identifiers are: profile_id, user_id, anonymous_id or email; any without it.
         */
        IdentifiersIn: {
            /** Identifiers */
            identifiers: string[];
            /** Kind */
            kind?: ("profile_id" | "user_id" | "anonymous_id" | "email") | null;
            /**
             * Mode
             * @default add
             * @enum {string}
             */
            mode: "add" | "remove" | "replace";
        };
        /**
         * Impact
         * @description The rule against the stored members of a segment.
         */
        Impact: {
            /** Entered */
            entered: number;
            /** Left */
            left: number;
            /** Members */
            members: number;
        };
        /** ImpactOut */
        ImpactOut: {
            /** After */
            after: number;
            /** Before */
            before: number;
            /** Entered */
            entered: number;
            /** Left */
            left: number;
        };
        /**
         * InSegment
         * @description `since` is null when it isn't known.
         */
        InSegment: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Since */
            since: string | null;
        };
        /** Invited */
        Invited: {
            link: components["schemas"]["LinkOut"];
            user: components["schemas"]["UserOut"];
        };
        /**
         * KeyIn
         * @description `role` is what the key may do; `expires_at` null keeps it until it is revoked.
         */
        KeyIn: {
            /**
             * Expires At
             * @description ISO 8601, in the future
             */
            expires_at?: string | null;
            /** Name */
            name: string;
            /**
             * Role
             * @default viewer
             * @enum {string}
             */
            role: "viewer" | "marketer" | "analyst" | "admin";
        };
        /**
         * KeyMade
         * @description `secret` is shown this once.
         */
        KeyMade: {
            key: components["schemas"]["KeyOut"];
            /** Secret */
            secret: string;
        };
        /**
         * KeyOut
         * @description `prefix` is how the secret begins, to tell keys apart.
         */
        KeyOut: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Prefix */
            prefix: string;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "marketer" | "analyst" | "admin";
            /**
             * State
             * @enum {string}
             */
            state: "active" | "expired" | "revoked";
        };
        /** LabelCount */
        LabelCount: {
            /** Count */
            count: number;
            /** Label */
            label: string;
        };
        /** LabelPatch */
        LabelPatch: {
            /** Label */
            label: string;
        };
        /**
         * Line
         * @description One condition in words, with its path in the rule's JSON.
         */
        Line: {
            /** Path */
            path: string;
            /** Text */
            text: string;
        };
        /**
         * LinkOut
         * @description A link to choose a password, which works once and is shown once: `path` is its place in the app.
         */
        LinkOut: {
            /** Expires At */
            expires_at: string;
            /** Path */
            path: string;
            /** Token */
            token: string;
        };
        /** LinkPasswordIn */
        LinkPasswordIn: {
            /** Password */
            password: string;
            /** Token */
            token: string;
        };
        /**
         * Me
         * @description Who is signed in. `email` is null for a key; `kind` is user, key, or local for this machine's own commands.
         */
        Me: {
            /** Email */
            email: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "user" | "key" | "local";
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "marketer" | "analyst" | "admin";
        };
        /**
         * MeasureIn
         * @description `definition` is text such as `sum of total over "Order Completed"`, or JSON.
         */
        MeasureIn: {
            /** Definition */
            definition: {
                [key: string]: unknown;
            } | string;
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
        };
        /**
         * MeasureOut
         * @description `definition` is the JSON of an event condition without its test; `text` and `words` say the same.
         */
        MeasureOut: {
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Definition */
            definition: {
                [key: string]: unknown;
            };
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Text */
            text: string;
            /** Updated At */
            updated_at: string;
            /** Used By */
            used_by: components["schemas"]["MeasureUse"][];
            /** Version */
            version: number;
            /** Words */
            words: string;
        };
        /**
         * MeasurePatch
         * @description What changes; a field that is left out stays.
         */
        MeasurePatch: {
            /** Definition */
            definition?: {
                [key: string]: unknown;
            } | string | null;
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
        };
        /** MeasureUse */
        MeasureUse: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
        };
        /**
         * MeasureValue
         * @description What a named measure is for the person; null where there is nothing to measure.
         */
        MeasureValue: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Value */
            value: unknown;
        };
        /**
         * MemberOut
         * @description `values` are the chosen attributes by path; null where they aren't set.
         */
        MemberOut: {
            /** Detail */
            detail: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string | null;
            /** Values */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * MembersChanged
         * @description `unmatched` are the first of `unmatched_total` identifiers that are nobody's, or several people's.
         */
        MembersChanged: {
            /** Added */
            added: number;
            /** Matched */
            matched: number;
            /** Members */
            members: number;
            /** Removed */
            removed: number;
            /** Unmatched */
            unmatched: components["schemas"]["UnmatchedOut"][];
            /** Unmatched Total */
            unmatched_total: number;
        };
        /**
         * MembersOut
         * @description The first members, or those that a search finds, of `total`; the export has all.
         */
        MembersOut: {
            /** As Of */
            as_of: string | null;
            /** Items */
            items: components["schemas"]["MemberOut"][];
            /** Total */
            total: number;
        };
        /**
         * MetricOut
         * @description `value` of the members beside `all` profiles; null with a `reason` where the data can't say.
         */
        MetricOut: {
            /** All */
            all: number | null;
            /** Currency */
            currency: string | null;
            /** Reason */
            reason: string | null;
            /** Unit */
            unit: string | null;
            /** Value */
            value: number | null;
        };
        /**
         * MetricsOut
         * @description Over the last 30 days: averages per member, time in the app in seconds.
         */
        MetricsOut: {
            app_opens: components["schemas"]["MetricOut"];
            /** As Of */
            as_of: string;
            messages_sent: components["schemas"]["MetricOut"];
            push_click_average: components["schemas"]["MetricOut"];
            revenue: components["schemas"]["MetricOut"];
            time_in_app: components["schemas"]["MetricOut"];
        };
        /**
         * Missing
         * @description People without a value that the rule asks for, one row an attribute.
         */
        Missing: {
            /** Attribute */
            attribute: string;
            /** Count */
            count: number;
        };
        /**
         * NumberPairOut
         * @description `smd` is the standardised mean difference.
         */
        NumberPairOut: {
            inside: components["schemas"]["NumbersOut"];
            outside: components["schemas"]["NumbersOut"];
            /** Smd */
            smd: number | null;
        };
        /**
         * NumbersOut
         * @description A summary of the people who have a number; `quantiles` are p5, p25, p50, p75 and p95.
         */
        NumbersOut: {
            /** Deviation */
            deviation: number;
            /** Max */
            max: number;
            /** Mean */
            mean: number;
            /** Min */
            min: number;
            /** People */
            people: number;
            /** Quantiles */
            quantiles: {
                [key: string]: number;
            };
        };
        /** OverlapIn */
        OverlapIn: {
            /** Segments */
            segments: string[];
        };
        /** OverlapOut */
        OverlapOut: {
            /** Combinations */
            combinations: components["schemas"]["CombinationOut"][];
            /** Sizes */
            sizes: {
                [key: string]: number;
            };
            /** Union */
            union: number;
        };
        /** Page[AuditEntryOut] */
        Page_AuditEntryOut_: {
            /** Items */
            items: components["schemas"]["AuditEntryOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[KeyOut] */
        Page_KeyOut_: {
            /** Items */
            items: components["schemas"]["KeyOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RejectOut] */
        Page_RejectOut_: {
            /** Items */
            items: components["schemas"]["RejectOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[RunOut] */
        Page_RunOut_: {
            /** Items */
            items: components["schemas"]["RunOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[SegmentRunOut] */
        Page_SegmentRunOut_: {
            /** Items */
            items: components["schemas"]["SegmentRunOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[TimelineOut] */
        Page_TimelineOut_: {
            /** Items */
            items: components["schemas"]["TimelineOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[UserOut] */
        Page_UserOut_: {
            /** Items */
            items: components["schemas"]["UserOut"][];
            /** Next */
            next?: string | null;
        };
        /** Page[VersionOut] */
        Page_VersionOut_: {
            /** Items */
            items: components["schemas"]["VersionOut"][];
            /** Next */
            next?: string | null;
        };
        /**
         * Part
         * @description `state` is ok or failing, `detail` why.
         */
        Part: {
            /** Detail */
            detail: string | null;
            /** Name */
            name: string;
            /** State */
            state: string;
        };
        /**
         * PasswordIn
         * @description `present` is the password that is replaced.
         */
        PasswordIn: {
            /** Password */
            password: string;
            /** Present */
            present: string;
        };
        /**
         * Planned
         * @description What `active` becomes, and when.
         */
        Planned: {
            /** Active */
            active: boolean;
            /** At */
            at: string;
        };
        /**
         * PlanOut
         * @description `changes` is false when there is nothing to do.
         */
        PlanOut: {
            /** Changes */
            changes: boolean;
            /** Steps */
            steps: components["schemas"]["StepOut"][];
        };
        /**
         * PointOut
         * @description `entered` and `left` since the point before.
         */
        PointOut: {
            /** At */
            at: string;
            /** Entered */
            entered: number;
            /** Left */
            left: number;
            /** Members */
            members: number;
        };
        /**
         * PreviewIn
         * @description `exact` false asks for an estimate from a sample of the profiles, which is there sooner.
         */
        PreviewIn: {
            /**
             * As Of
             * @description another instant than now, ISO 8601
             */
            as_of?: string | null;
            /**
             * Exact
             * @default true
             */
            exact: boolean;
            /** Rule */
            rule: components["schemas"]["Rule"] | string;
            /**
             * Segment
             * @description a segment whose stored members the count is compared with
             */
            segment?: string | null;
            /** Zone */
            zone?: string | null;
        };
        /**
         * PreviewOut
         * @description `interval` bounds the count with 95 % confidence (both ends the count itself when `exact`).
         */
        PreviewOut: {
            /** As Of */
            as_of: string;
            /** Clauses */
            clauses: components["schemas"]["ClauseOut"][];
            /** Count */
            count: number;
            /** Exact */
            exact: boolean;
            /**
             * Findings
             * @description conditions that hold for no one or for everyone, as the data is now
             */
            findings: components["schemas"]["Fault"][];
            impact: components["schemas"]["Impact"] | null;
            /** Interval */
            interval: [
                number,
                number
            ];
            /** Missing */
            missing: number;
            /** Missing By */
            missing_by: components["schemas"]["Missing"][];
            /** Ms */
            ms: number;
            /** Platforms */
            platforms: {
                [key: string]: number;
            };
            /** Reachable */
            reachable: {
                [key: string]: number;
            };
            /** Sample */
            sample: components["schemas"]["SampleMember"][];
            /** Short History */
            short_history: components["schemas"]["ShortHistory"][];
            /** Similar */
            similar: components["schemas"]["SimilarOut"][];
            /** Total */
            total: number;
            /** Warnings */
            warnings: components["schemas"]["Fault"][];
        };
        /**
         * ProblemDocument
         * @description RFC 9457. `code` is stable, `hint` says what to do next, `actor` who must act: user, operator, retry or us.
         */
        ProblemDocument: {
            /**
             * Actor
             * @default user
             */
            actor: string;
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Hint */
            hint?: string | null;
            /**
             * Problems
             * @default []
             */
            problems: components["schemas"]["Fault"][];
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Type
             * @default about:blank
             */
            type: string;
        };
        /**
         * ProfileOut
         * @description Everything known of a person. `attributes` are JSON values by name.
         */
        ProfileOut: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /** Detail */
            detail: string | null;
            /** Devices */
            devices: components["schemas"]["DeviceOut"][];
            /** Events */
            events: components["schemas"]["EventCount"][];
            /** First Seen */
            first_seen: string | null;
            /** Id */
            id: string;
            /** Identifiers */
            identifiers: components["schemas"]["IdentifierOut"][];
            /** Last Seen */
            last_seen: string | null;
            /** Measures */
            measures: components["schemas"]["MeasureValue"][];
            /** Name */
            name: string | null;
            /** Segments */
            segments: components["schemas"]["InSegment"][];
            /** Tags */
            tags: components["schemas"]["TagSince"][];
        };
        /**
         * ProgressOut
         * @description The refresh that is under way, or the last one of this server. `revision` grows with each change.
         */
        ProgressOut: {
            /** By */
            by: string;
            /** Error */
            error: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Number */
            number: number | null;
            /** Revision */
            revision: number;
            /** Running */
            running: boolean;
            /** Segments */
            segments: string[];
            /** Started At */
            started_at: string | null;
            /** Tasks */
            tasks: components["schemas"]["TaskOut"][];
            /** Waiting */
            waiting: components["schemas"]["WaitingOut"][];
        };
        /**
         * ReadingOut
         * @description What a sentence stands for. Without a rule nothing was understood; `notes` are the choices that were made.
         */
        ReadingOut: {
            /** Complete */
            complete: boolean;
            /** Not Understood */
            not_understood: components["schemas"]["FragmentOut"][];
            /** Notes */
            notes: string[];
            /** Rule */
            rule: components["schemas"]["Rule"] | null;
            /** Text */
            text: string | null;
            /** Warnings */
            warnings: components["schemas"]["Fault"][];
            /** Words */
            words: string | null;
        };
        /** Ready */
        Ready: {
            /** Parts */
            parts: components["schemas"]["Part"][];
            /** Status */
            status: string;
        };
        /**
         * RecordOut
         * @description A record that was taken. `event` is null for one that only sets attributes, which `properties` then holds.
         */
        RecordOut: {
            /** Anonymous Id */
            anonymous_id: string | null;
            /** Context */
            context: string | null;
            /** Event */
            event: string | null;
            /** Message Id */
            message_id: string;
            /** Profile Id */
            profile_id: string;
            /** Properties */
            properties: string | null;
            /** Received At */
            received_at: string;
            /** Source */
            source: string;
            /** Time */
            time: string | null;
            /** User Id */
            user_id: string | null;
        };
        /**
         * RefreshIn
         * @description `segments` null means all.
         */
        RefreshIn: {
            /** Segments */
            segments?: string[] | null;
        };
        /**
         * RejectOut
         * @description A record that was refused: its text, cut when long, and why.
         */
        RejectOut: {
            /** Number */
            number: number;
            /** Reason */
            reason: string;
            /** Received At */
            received_at: string;
            /** Source */
            source: string;
            /** Text */
            text: string;
        };
        Rule: {
            [key: string]: unknown;
        };
        RuleAttribute: components["schemas"]["RuleRankedTest"] | {
            attribute: string;
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "is" | "is_not" | "contains" | "not_contains" | "starts_with" | "ends_with";
            /** @constant */
            type?: "string";
            value: {
                attribute: string;
            };
        } | {
            attribute: string;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
            /** @constant */
            type?: "number";
            value: {
                attribute: string;
            };
        } | {
            attribute: string;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
            /** @constant */
            type?: "version";
            value: {
                attribute: string;
            };
        } | {
            attribute: string;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "on" | "not_on" | "before" | "after" | "on_or_before" | "on_or_after";
            /** @constant */
            type?: "date";
            value: {
                attribute: string;
            };
        };
        RuleCalendar: string;
        RuleCompare: {
            compare: {
                event: string;
                where?: components["schemas"]["RuleWhere"];
            }[];
            /** @enum {unknown} */
            op?: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
            window?: components["schemas"]["RuleWindow"];
        };
        RuleConsent: {
            /** @enum {unknown} */
            channel?: "push" | "email";
            consent: string;
            /** @enum {unknown} */
            op: "granted" | "denied" | "unknown";
        };
        RuleDateTest: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            /** @constant */
            op: "on";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_on";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "before";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "after";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "on_or_before";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "on_or_after";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "date";
            value: string[];
        } | {
            /** @constant */
            op: "in_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_in_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "in_next";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "before_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "after_next";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "anniversary_in_next";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "anniversary_in_last";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "month_is";
            /** @enum {unknown} */
            type?: "date";
            value: number;
        } | {
            /** @constant */
            op: "weekday_is";
            /** @enum {unknown} */
            type?: "date";
            /** @enum {unknown} */
            value: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        } | {
            /** @constant */
            op: "today";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_week";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_month";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_year";
            /** @enum {unknown} */
            type?: "date";
        };
        RuleDevice: components["schemas"]["RuleTextTest"] | components["schemas"]["RuleVersionTest"] | components["schemas"]["RuleVersionTest"] | components["schemas"]["RuleTextTest"] | components["schemas"]["RuleNumberTest"] | {
            /** @constant */
            device: "reachable_on";
            /** @enum {unknown} */
            op?: "is" | "is_not";
            /** @enum {unknown} */
            value: "push" | "email";
        } | {
            device: {
                where: components["schemas"]["RuleDeviceTree"];
            };
        };
        RuleDeviceTree: {
            all: components["schemas"]["RuleDeviceTree"][];
        } | {
            any: components["schemas"]["RuleDeviceTree"][];
        } | {
            none: components["schemas"]["RuleDeviceTree"][];
        } | {
            not: components["schemas"]["RuleDeviceTree"];
        } | components["schemas"]["RuleOneDevice"];
        RuleDuration: string;
        RuleEvent: {
            event: string;
            /** @constant */
            measure?: "count";
            where?: components["schemas"]["RuleWhere"];
            window?: components["schemas"]["RuleWindow"];
        } | components["schemas"]["RuleNumberTest"] | components["schemas"]["RuleScalarTest"] | components["schemas"]["RuleNumberTest"] | components["schemas"]["RuleDateTest"];
        RuleEventLocation: {
            /** @constant */
            at?: "event";
            location: components["schemas"]["RulePlace"];
        };
        /**
         * RuleForms
         * @description One rule in its three forms. `lines` are the words of each condition, with its path in the JSON form.
         */
        RuleForms: {
            rule: components["schemas"]["Rule"];
            /** Text */
            text: string;
            /** Warnings */
            warnings: components["schemas"]["Fault"][];
            /** Words */
            words: string;
        };
        /**
         * RuleIn
         * @description A rule as JSON, or as text.
         */
        RuleIn: {
            /** Rule */
            rule: components["schemas"]["Rule"] | string;
        };
        RuleItem: components["schemas"]["RuleTest"];
        RuleItems: {
            all: components["schemas"]["RuleItems"][];
        } | {
            any: components["schemas"]["RuleItems"][];
        } | {
            none: components["schemas"]["RuleItems"][];
        } | {
            not: components["schemas"]["RuleItems"];
        } | components["schemas"]["RuleItem"];
        RuleLifecycle: {
            event: string;
            /** @enum {unknown} */
            lifecycle: "first_time" | "stopped" | "restarted";
            period: components["schemas"]["RuleDuration"];
            where?: components["schemas"]["RuleWhere"];
        } | {
            event: string;
            in?: number;
            /** @constant */
            lifecycle: "regularly";
            of?: number;
            period: components["schemas"]["RuleDuration"];
            times?: number;
            where?: components["schemas"]["RuleWhere"];
        };
        RuleLocation: {
            /** @constant */
            at?: "last_known";
            location: components["schemas"]["RulePlace"];
        };
        RuleNumberTest: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        };
        RuleOneDevice: components["schemas"]["RuleTextTest"] | components["schemas"]["RuleVersionTest"] | components["schemas"]["RuleVersionTest"] | components["schemas"]["RuleTextTest"];
        RulePlace: {
            of: [
                number,
                number
            ];
            within_km: number;
        } | {
            inside: [
                number,
                number
            ][];
        } | {
            box: [
                number,
                number,
                number,
                number
            ];
        } | {
            country: string | string[];
        } | {
            region: string | string[];
        } | {
            city: string | string[];
        };
        RuleProperty: components["schemas"]["RuleTest"] | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "is" | "is_not" | "contains" | "not_contains" | "starts_with" | "ends_with";
            property: string;
            /** @constant */
            type?: "string";
            value: {
                property: string;
            } | {
                name: string;
                property_of: number;
            };
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
            property: string;
            /** @constant */
            type?: "number";
            value: {
                property: string;
            } | {
                name: string;
                property_of: number;
            };
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
            property: string;
            /** @constant */
            type?: "version";
            value: {
                property: string;
            } | {
                name: string;
                property_of: number;
            };
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @enum {unknown} */
            op: "on" | "not_on" | "before" | "after" | "on_or_before" | "on_or_after";
            property: string;
            /** @constant */
            type?: "date";
            value: {
                property: string;
            } | {
                name: string;
                property_of: number;
            };
        };
        RuleRankedNumber: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "top_percent";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "bottom_percent";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        };
        RuleRankedTest: components["schemas"]["RuleTest"] | {
            /** @constant */
            op: "top_percent";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "bottom_percent";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        };
        RuleResponse: {
            campaign?: string;
            /** @enum {unknown} */
            channel?: "push" | "email";
            /** @description an id, any, last or last_sent_to_person */
            message?: string;
            /** @enum {unknown} */
            response: "received" | "opened" | "clicked" | "bounced" | "marked_as_spam" | "unsubscribed" | "not_opened" | "not_clicked";
            window?: components["schemas"]["RuleSpan"];
        };
        RuleRfm: {
            event?: string;
            rfm: {
                f?: number | number[];
                m?: number | number[];
                r?: number | number[];
            };
            value?: string;
            window?: components["schemas"]["RuleSpan"];
        };
        RuleSample: {
            sample: number;
            seed: string;
        };
        RuleScalarTest: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_not";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "starts_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "ends_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "is_true";
            /** @enum {unknown} */
            type?: "boolean";
        } | {
            /** @constant */
            op: "is_false";
            /** @enum {unknown} */
            type?: "boolean";
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "on";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_on";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "before";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "after";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "on_or_before";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "on_or_after";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "date";
            value: string[];
        } | {
            /** @constant */
            op: "in_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_in_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "in_next";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "before_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "after_next";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "anniversary_in_next";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "anniversary_in_last";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "month_is";
            /** @enum {unknown} */
            type?: "date";
            value: number;
        } | {
            /** @constant */
            op: "weekday_is";
            /** @enum {unknown} */
            type?: "date";
            /** @enum {unknown} */
            value: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        } | {
            /** @constant */
            op: "today";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_week";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_month";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_year";
            /** @enum {unknown} */
            type?: "date";
        };
        RuleScore: components["schemas"]["RuleRankedNumber"] | {
            band: string;
            score: string;
        };
        RuleSegment: {
            /** @enum {unknown} */
            op: "in" | "not_in";
            segment: string;
        } | {
            /** @enum {unknown} */
            causes?: "default" | "all";
            /** @enum {unknown} */
            op: "entered" | "left";
            segment: string;
            window?: components["schemas"]["RuleSpan"];
        } | {
            on: string;
            /** @constant */
            op: "was_in";
            segment: string;
        };
        RuleSequence: {
            sequence: {
                absent?: boolean;
                event: string;
                same?: string | string[];
                where?: components["schemas"]["RuleWhere"];
                within?: components["schemas"]["RuleDuration"];
            }[];
            window?: components["schemas"]["RuleWindow"];
        };
        RuleSpan: {
            /** @constant */
            calendar?: false;
            last: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            calendar: true;
            last: components["schemas"]["RuleCalendar"];
        } | {
            previous: components["schemas"]["RuleCalendar"];
        } | {
            between: components["schemas"]["RuleDuration"][];
        } | {
            from: string;
            to?: string;
        } | {
            to: string;
        };
        RuleTag: {
            /** @constant */
            op: "has";
            tag: string | string[];
        } | {
            /** @enum {unknown} */
            op: "has_any_of" | "has_all_of" | "has_none_of";
            tag: string | string[];
        } | {
            /** @constant */
            op: "tagged_within";
            tag: string | string[];
            value: components["schemas"]["RuleDuration"];
        };
        RuleTest: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_not";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "starts_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "ends_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "number";
            value: number;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_between";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "number";
            value: number[];
        } | {
            /** @constant */
            op: "is_true";
            /** @enum {unknown} */
            type?: "boolean";
        } | {
            /** @constant */
            op: "is_false";
            /** @enum {unknown} */
            type?: "boolean";
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "on";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_on";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "before";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "after";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "on_or_before";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "on_or_after";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "between";
            /** @enum {unknown} */
            type?: "date";
            value: string[];
        } | {
            /** @constant */
            op: "in_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_in_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "in_next";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "before_last";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "after_next";
            /** @enum {unknown} */
            type?: "date";
            value: components["schemas"]["RuleDuration"];
        } | {
            /** @constant */
            op: "anniversary_in_next";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "anniversary_in_last";
            /** @enum {unknown} */
            type?: "date";
            value: string;
        } | {
            /** @constant */
            op: "month_is";
            /** @enum {unknown} */
            type?: "date";
            value: number;
        } | {
            /** @constant */
            op: "weekday_is";
            /** @enum {unknown} */
            type?: "date";
            /** @enum {unknown} */
            value: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        } | {
            /** @constant */
            op: "today";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_week";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_month";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "this_year";
            /** @enum {unknown} */
            type?: "date";
        } | {
            /** @constant */
            op: "contains";
            /** @enum {unknown} */
            type?: "list";
            value: string | number | boolean;
        } | {
            /** @constant */
            op: "contains_any_of";
            /** @enum {unknown} */
            type?: "list";
            value: (string | number | boolean)[];
        } | {
            /** @constant */
            op: "contains_all_of";
            /** @enum {unknown} */
            type?: "list";
            value: (string | number | boolean)[];
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "contains_none_of";
            /** @enum {unknown} */
            type?: "list";
            value: (string | number | boolean)[];
        } | {
            /** @constant */
            op: "is_empty";
            /** @enum {unknown} */
            type?: "list";
        } | {
            /** @constant */
            op: "size";
            /** @enum {unknown} */
            type?: "list";
            value: components["schemas"]["RuleNumberTest"];
        } | {
            /** @constant */
            op: "any_item";
            /** @enum {unknown} */
            type?: "list";
            value: components["schemas"]["RuleItems"];
        } | {
            /** @constant */
            op: "all_items";
            /** @enum {unknown} */
            type?: "list";
            value: components["schemas"]["RuleItems"];
        };
        RuleTextTest: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_not";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "starts_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "ends_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        };
        RuleValue_of: components["schemas"]["RuleScalarTest"];
        RuleVersionTest: {
            /** @constant */
            op: "is_set";
        } | {
            /** @constant */
            op: "is_missing";
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_not";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "is_any_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "is_none_of";
            /** @enum {unknown} */
            type?: "string";
            value: string[];
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_contains";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "starts_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "ends_with";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @constant */
            op: "matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            ignore_case?: boolean;
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "not_matches";
            /** @enum {unknown} */
            type?: "string";
            value: string;
        } | {
            /** @constant */
            op: "eq";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @enum {unknown} */
            missing?: "include" | "exclude";
            /** @constant */
            op: "ne";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "gt";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "gte";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "lt";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        } | {
            /** @constant */
            op: "lte";
            /** @enum {unknown} */
            type?: "version";
            value: string;
        };
        RuleWhere: {
            all: components["schemas"]["RuleWhere"][];
        } | {
            any: components["schemas"]["RuleWhere"][];
        } | {
            none: components["schemas"]["RuleWhere"][];
        } | {
            not: components["schemas"]["RuleWhere"];
        } | components["schemas"]["RuleProperty"] | components["schemas"]["RuleEventLocation"];
        RuleWindow: components["schemas"]["RuleSpan"] | ({
            hours?: string[];
            near?: components["schemas"]["RulePlace"];
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown) | ({
            /** @constant */
            calendar?: false;
            hours?: string[];
            last: components["schemas"]["RuleDuration"];
            near?: components["schemas"]["RulePlace"];
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown) | ({
            /** @constant */
            calendar: true;
            hours?: string[];
            last: components["schemas"]["RuleCalendar"];
            near?: components["schemas"]["RulePlace"];
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown) | ({
            hours?: string[];
            near?: components["schemas"]["RulePlace"];
            previous: components["schemas"]["RuleCalendar"];
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown) | ({
            between: components["schemas"]["RuleDuration"][];
            hours?: string[];
            near?: components["schemas"]["RulePlace"];
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown) | ({
            from: string;
            hours?: string[];
            near?: components["schemas"]["RulePlace"];
            to?: string;
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown) | ({
            hours?: string[];
            near?: components["schemas"]["RulePlace"];
            to: string;
            weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
        } | unknown | unknown | unknown);
        /**
         * RunDetailOut
         * @description One refresh with its segments, those that failed first.
         */
        RunDetailOut: {
            run: components["schemas"]["RunOut"];
            /** Segments */
            segments: components["schemas"]["SegmentRunOut"][];
        };
        /**
         * RunOut
         * @description One refresh. `state` is running, done, failed or interrupted (the server ended in the middle).
         */
        RunOut: {
            /** As Of */
            as_of: string;
            /** Error */
            error: string | null;
            /** Failed */
            failed: number;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /** Ready */
            ready: number;
            /** Segments */
            segments: number;
            /** Skipped */
            skipped: number;
            /** Started At */
            started_at: string;
            /** Started By */
            started_by: string | null;
            /** State */
            state: string;
        };
        /**
         * SampleMember
         * @description A member, with what names a person where the data has it.
         */
        SampleMember: {
            /** Detail */
            detail: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string | null;
        };
        /**
         * ScoreOut
         * @description One set of scores: it counts from `at` on, until the next one of the same name does.
         */
        ScoreOut: {
            /** Added At */
            added_at: string;
            /** Added By */
            added_by: string;
            /** At */
            at: string;
            /** Bands */
            bands: string[];
            /** Profiles */
            profiles: number;
            /** Score */
            score: string;
        };
        /**
         * SegmentDetail
         * @description `words` is the whole rule, `lines` its conditions, `text` the rule in the text form, `limits` what limits it, in
         *     words.
         */
        SegmentDetail: {
            /** Active */
            active: boolean;
            /** As Of */
            as_of: string | null;
            cap: components["schemas"]["CapOut"] | null;
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Description */
            description: string;
            /** Error */
            error: string | null;
            /** Exclude */
            exclude: string[];
            /** Id */
            id: string;
            /** Include */
            include: string[];
            /**
             * Kind
             * @enum {string}
             */
            kind: "rule" | "static";
            /** Labels */
            labels: string[];
            /** Limits */
            limits: string[];
            /** Lines */
            lines: components["schemas"]["Line"][];
            /** Members */
            members: number | null;
            /** Name */
            name: string;
            /** Pinned */
            pinned: boolean;
            planned: components["schemas"]["Planned"] | null;
            /** Refreshed At */
            refreshed_at: string | null;
            /** Rule */
            rule: components["schemas"]["Rule"] | null;
            /** Schedule */
            schedule: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "ready" | "calculating" | "queued" | "failed" | "skipped" | "inactive";
            /** Text */
            text: string | null;
            /** Total */
            total: number;
            /** Updated At */
            updated_at: string;
            /** Version */
            version: number;
            waterfall: components["schemas"]["WaterfallOut"] | null;
            /** Words */
            words: string | null;
            /** Zone */
            zone: string | null;
        };
        /**
         * SegmentIn
         * @description A new segment. A rule segment needs `rule`, as JSON or text; a static one has none.
         */
        SegmentIn: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            cap?: components["schemas"]["CapOut"] | null;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Exclude
             * @description people who are never in
             * @default []
             */
            exclude: string[];
            /**
             * Include
             * @description people who are always in, by profile id or any identifier
             * @default []
             */
            include: string[];
            /**
             * Kind
             * @default rule
             * @enum {string}
             */
            kind: "rule" | "static";
            /**
             * Labels
             * @default []
             */
            labels: string[];
            /** Name */
            name: string;
            /**
             * Pinned
             * @default false
             */
            pinned: boolean;
            /**
             * Refresh
             * @description whether its members are worked out at once
             * @default true
             */
            refresh: boolean;
            /** Rule */
            rule?: components["schemas"]["Rule"] | string | null;
            /** Schedule */
            schedule?: string | null;
            waterfall?: components["schemas"]["WaterfallOut"] | null;
            /** Zone */
            zone?: string | null;
        };
        /** SegmentName */
        SegmentName: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * SegmentPage
         * @description `total` counts what fits the filters; `counts`, `labels` and `owners` are of all segments.
         */
        SegmentPage: {
            counts: components["schemas"]["Counts"];
            /** Items */
            items: components["schemas"]["SegmentRow"][];
            /** Labels */
            labels: components["schemas"]["LabelCount"][];
            /** Next */
            next?: string | null;
            /** Owners */
            owners: string[];
            /** Statuses */
            statuses: {
                [key: string]: number;
            };
            /** Total */
            total: number;
        };
        /**
         * SegmentPatch
         * @description What changes; a field that is left out stays.
         */
        SegmentPatch: {
            /** @description null takes it away */
            cap?: components["schemas"]["CapOut"] | null;
            /** Description */
            description?: string | null;
            /** Exclude */
            exclude?: string[] | null;
            /** Include */
            include?: string[] | null;
            /** Labels */
            labels?: string[] | null;
            /** Name */
            name?: string | null;
            /** Pinned */
            pinned?: boolean | null;
            /**
             * Refresh
             * @description whether a changed rule's members are worked out at once
             * @default true
             */
            refresh: boolean;
            /** Rule */
            rule?: components["schemas"]["Rule"] | string | null;
            /** Schedule */
            schedule?: string | null;
            /** @description null takes it away */
            waterfall?: components["schemas"]["WaterfallOut"] | null;
            /** Zone */
            zone?: string | null;
        };
        /**
         * SegmentRow
         * @description A segment in the page of segments. `words` is its rule in short.
         */
        SegmentRow: {
            /** Active */
            active: boolean;
            /** As Of */
            as_of: string | null;
            cap: components["schemas"]["CapOut"] | null;
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Description */
            description: string;
            /** Error */
            error: string | null;
            /** Exclude */
            exclude: string[];
            /** Id */
            id: string;
            /** Include */
            include: string[];
            /**
             * Kind
             * @enum {string}
             */
            kind: "rule" | "static";
            /** Labels */
            labels: string[];
            /** Members */
            members: number | null;
            /** Name */
            name: string;
            /** Pinned */
            pinned: boolean;
            planned: components["schemas"]["Planned"] | null;
            /** Refreshed At */
            refreshed_at: string | null;
            /** Rule */
            rule: components["schemas"]["Rule"] | null;
            /** Schedule */
            schedule: string | null;
            spark: components["schemas"]["Spark"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "draft" | "ready" | "calculating" | "queued" | "failed" | "skipped" | "inactive";
            /** Updated At */
            updated_at: string;
            /** Version */
            version: number;
            waterfall: components["schemas"]["WaterfallOut"] | null;
            /** Words */
            words: string | null;
            /** Zone */
            zone: string | null;
        };
        /**
         * SegmentRunOut
         * @description What one refresh made of the segment.
         */
        SegmentRunOut: {
            /** As Of */
            as_of: string;
            /** Entered */
            entered: number | null;
            /** Error */
            error: string | null;
            /** Left */
            left: number | null;
            /** Members */
            members: number | null;
            /** Ms */
            ms: number;
            /** Run */
            run: number;
            /** Segment */
            segment: string;
            /** Started At */
            started_at: string;
            /** Started By */
            started_by: string | null;
            /** Status */
            status: string;
        };
        /**
         * SentenceIn
         * @description `assisted` lets a language model propose what the grammar doesn't understand, where one is set up.
         */
        SentenceIn: {
            /**
             * Assisted
             * @default true
             */
            assisted: boolean;
            /**
             * Sentence
             * @example people in Turkey who bought at least twice last month
             */
            sentence: string;
        };
        /**
         * SessionOut
         * @description `setup_needed` is true while there is no user: the link that the server printed makes the first one.
         */
        SessionOut: {
            /** Setup Needed */
            setup_needed: boolean;
            /** Signed In */
            signed_in: boolean;
            user: components["schemas"]["Me"] | null;
            /** Version */
            version: string;
            workspace: components["schemas"]["WorkspaceName"];
        };
        /**
         * SetupIn
         * @description The first user, who becomes an admin. `token` is from the link that the server printed.
         */
        SetupIn: {
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Password */
            password: string;
            /** Token */
            token: string;
        };
        /**
         * ShortHistory
         * @description A window of the rule that reaches further back than the data does. `data_from` is null where the event never
         *     happened.
         */
        ShortHistory: {
            /** Data From */
            data_from: string | null;
            /** Path */
            path: string;
            /**
             * People
             * @description people first seen inside the window, who can't have done anything before
             */
            people: number;
            /** Text */
            text: string;
            /** Window Start */
            window_start: string;
        };
        /**
         * SignIn
         * @description An e-mail address with its password, or the `token` of a sign-in link.
         */
        SignIn: {
            /** Email */
            email?: string | null;
            /** Password */
            password?: string | null;
            /** Token */
            token?: string | null;
        };
        /**
         * SimilarOut
         * @description A segment that is the same, or whose stored members nearly are; `share` of those in either are in both.
         */
        SimilarOut: {
            /** Id */
            id: string;
            /** Members */
            members: number;
            /** Name */
            name: string;
            /** Same Rule */
            same_rule: boolean;
            /** Share */
            share: number;
        };
        /**
         * SourceEdit
         * @description `enabled` false makes the key stop working; `new_key` gives the source another one.
         */
        SourceEdit: {
            /** Enabled */
            enabled?: boolean | null;
            /**
             * New Key
             * @default false
             */
            new_key: boolean;
        };
        /** SourceIn */
        SourceIn: {
            /** Name */
            name: string;
        };
        /**
         * SourceOut
         * @description `accepted` and `rejected` count records since the server started; `last_received_at` is of that time too.
         */
        SourceOut: {
            /** Accepted */
            accepted: number;
            /** Created At */
            created_at: string;
            /** Created By */
            created_by: string;
            /** Disabled At */
            disabled_at: string | null;
            /** Id */
            id: string;
            /** Last Received At */
            last_received_at: string | null;
            /** Name */
            name: string;
            /** Rejected */
            rejected: number;
            /** Write Key */
            write_key: string;
        };
        /**
         * Spark
         * @description The members over the last 30 days; `change` is the fraction since the first of the points.
         */
        Spark: {
            /** Change */
            change: number | null;
            /** Points */
            points: number[];
            /** Since */
            since: string | null;
        };
        /**
         * StepOut
         * @description What becomes of one segment or measure; `differences` are in words.
         */
        StepOut: {
            /**
             * Action
             * @enum {string}
             */
            action: "create" | "change" | "delete" | "unchanged" | "not_in_files";
            /** Differences */
            differences: string[];
            /** File */
            file: string | null;
            /** Id */
            id: string;
            impact: components["schemas"]["ImpactOut"] | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "segment" | "measure";
            /** Name */
            name: string;
            /** Uses */
            uses: components["schemas"]["MeasureUse"][];
            /** Warnings */
            warnings: components["schemas"]["Fault"][];
        };
        /**
         * SuggestIn
         * @description What to suggest segments from: the values of an `attribute`; recency, frequency and money (`rfm`); or a `goal`,
         *     a rule as JSON or text, by a tree of at most `depth` conditions over people as they were `lag` ago.
         */
        SuggestIn: {
            /** Attribute */
            attribute?: string | null;
            /**
             * By
             * @enum {string}
             */
            by: "attribute" | "rfm" | "goal";
            /**
             * Depth
             * @default 3
             */
            depth: number;
            /**
             * Event
             * @default Order Completed
             */
            event: string;
            /** Goal */
            goal?: components["schemas"]["Rule"] | string | null;
            /**
             * Lag
             * @description a length such as 30d; without it, the goal's longest rolling window
             */
            lag?: string | null;
            /**
             * Parts
             * @default 4
             */
            parts: number;
            /**
             * Value
             * @default total
             */
            value: string;
        };
        /**
         * SuggestionOut
         * @description `goal_share` of the people in it reach the goal, `lift` times the part of everybody; `interval` bounds it.
         */
        SuggestionOut: {
            /** Count */
            count: number;
            /** Goal Share */
            goal_share: number | null;
            /** Interval */
            interval: [
                number,
                number
            ] | null;
            /** Lift */
            lift: number | null;
            /** Name */
            name: string;
            rule: components["schemas"]["Rule"];
            /** Share */
            share: number;
            /** Text */
            text: string;
            /** Words */
            words: string;
        };
        /** SuggestionsOut */
        SuggestionsOut: {
            /** As Of */
            as_of: string;
            /** Goal Share */
            goal_share: number | null;
            /** Known At */
            known_at: string | null;
            /** People */
            people: number;
            /** Suggestions */
            suggestions: components["schemas"]["SuggestionOut"][];
        };
        /** TagCount */
        TagCount: {
            /** Name */
            name: string;
            /** Profiles */
            profiles: number;
        };
        /** TagDeleted */
        TagDeleted: {
            /** Removed From */
            removed_from: number;
        };
        /**
         * Tagged
         * @description `unchanged` had it already, or hadn't.
         */
        Tagged: {
            /** Changed */
            changed: number;
            /** Unchanged */
            unchanged: number;
            /** Unmatched */
            unmatched: components["schemas"]["UnmatchedOut"][];
            /** Unmatched Total */
            unmatched_total: number;
        };
        /** TagIn */
        TagIn: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
        };
        /**
         * TagOut
         * @description `created_at` is null for a tag that came with the data and nobody described.
         */
        TagOut: {
            /** Created At */
            created_at: string | null;
            /** Created By */
            created_by: string | null;
            /** Description */
            description: string;
            /** Name */
            name: string;
            /** Profiles */
            profiles: number;
        };
        /** TagPatch */
        TagPatch: {
            /** Description */
            description: string;
        };
        /**
         * TagPeople
         * @description People by identifiers, or the stored members of a segment.
         */
        TagPeople: {
            /** Identifiers */
            identifiers?: string[] | null;
            /** Segment */
            segment?: string | null;
        };
        /**
         * TagSince
         * @description `since` is null for a tag that was always there.
         */
        TagSince: {
            /** Since */
            since: string | null;
            /** Tag */
            tag: string;
        };
        /**
         * TaskOut
         * @description A part of a refresh: records, conditions, members, publishing.
         */
        TaskOut: {
            /** Detail */
            detail: string;
            /** Done */
            done: number;
            /** Finished At */
            finished_at: string | null;
            /** Name */
            name: string;
            /** Started At */
            started_at: string | null;
            /** State */
            state: string;
            /** Total */
            total: number;
        };
        /**
         * TemplateOut
         * @description `lacking` says what the data doesn't hold; it is empty for a template that can be used as it is.
         */
        TemplateOut: {
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Lacking */
            lacking: string[];
            /** Name */
            name: string;
            /** Purpose */
            purpose: string;
            rule: components["schemas"]["Rule"];
            /** Text */
            text: string;
            /** Words */
            words: string;
        };
        /** TimelineOut */
        TimelineOut: {
            /** At */
            at: string;
            /** Event */
            event: string;
            /** Properties */
            properties: {
                [key: string]: unknown;
            };
        };
        /** TrendOut */
        TrendOut: {
            /** Causes */
            causes: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /** Change */
            change: number | null;
            /** Members */
            members: number | null;
            /** Points */
            points: components["schemas"]["PointOut"][];
            /** Since */
            since: string | null;
        };
        /** UnmatchedOut */
        UnmatchedOut: {
            /** Line */
            line: number;
            /** Reason */
            reason: string;
            /** Text */
            text: string;
        };
        /**
         * Use
         * @description Something that depends on the segment, or that the segment depends on.
         */
        Use: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
        };
        /** UserIn */
        UserIn: {
            /** Email */
            email: string;
            /** Name */
            name: string;
            /**
             * Role
             * @default viewer
             * @enum {string}
             */
            role: "viewer" | "marketer" | "analyst" | "admin";
        };
        /**
         * UserOut
         * @description `has_password` is false for somebody who chose none yet; `last_seen_at` is null for somebody who never came.
         */
        UserOut: {
            /** Created At */
            created_at: string;
            /** Disabled */
            disabled: boolean;
            /** Disabled At */
            disabled_at: string | null;
            /** Email */
            email: string;
            /** Has Password */
            has_password: boolean;
            /** Id */
            id: string;
            /** Last Seen At */
            last_seen_at: string | null;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "marketer" | "analyst" | "admin";
        };
        /**
         * UserPatch
         * @description What changes; a field that is left out stays.
         */
        UserPatch: {
            /** Disabled */
            disabled?: boolean | null;
            /** Name */
            name?: string | null;
            /** Role */
            role?: ("viewer" | "marketer" | "analyst" | "admin") | null;
        };
        /**
         * Uses
         * @description `used_by` depends on the segment, directly; `all_used_by` also through others; `depends_on` is what it names.
         */
        Uses: {
            /** All Used By */
            all_used_by: components["schemas"]["Use"][];
            /** Depends On */
            depends_on: components["schemas"]["Use"][];
            /** Used By */
            used_by: components["schemas"]["Use"][];
        };
        /**
         * ValueOut
         * @description A value and for how many profiles, or events, it is set.
         */
        ValueOut: {
            /** Count */
            count: number;
            /** Value */
            value: unknown;
        };
        /** ValueShareOut */
        ValueShareOut: {
            /** All */
            all: number;
            /** Members */
            members: number;
            /** Value */
            value: unknown;
        };
        /**
         * VerdictOut
         * @description One condition, or several below it. `because` is what decided, `flips_at` when time alone changes the verdict.
         */
        VerdictOut: {
            /** Because */
            because: string;
            /** Children */
            children: components["schemas"]["VerdictOut"][];
            /** Flips At */
            flips_at: string | null;
            /** Text */
            text: string;
            /** Verdict */
            verdict: boolean;
        };
        /**
         * VersionOut
         * @description One saved version, with what it changed, in words.
         */
        VersionOut: {
            /** Change */
            change: string;
            /** Changed At */
            changed_at: string;
            /** Changed By */
            changed_by: string;
            /** Difference */
            difference: string[];
            /** Version */
            version: number;
            /** Words */
            words: string | null;
        };
        /** WaitingOut */
        WaitingOut: {
            /** Asked At */
            asked_at: string;
            /** By */
            by: string;
            /** Number */
            number: number;
            /** Segments */
            segments: string[] | null;
        };
        /**
         * WaterfallOut
         * @description Segments of one `set` exclude each other: a person is in the active one of the smallest `priority`.
         */
        WaterfallOut: {
            /** Priority */
            priority: number;
            /** Set */
            set: string;
        };
        /** WorkspaceName */
        WorkspaceName: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Zone */
            zone: string;
        };
        /**
         * WorkspaceOut
         * @description `data_until` is the time of the newest record, null for a workspace without any.
         */
        WorkspaceOut: {
            /** Data Until */
            data_until: string | null;
            /** Events */
            events: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Profiles */
            profiles: number;
            /** Watermark */
            watermark: number;
            /** Zone */
            zone: string;
        };
        /** WorkspacePatch */
        WorkspacePatch: {
            /** Name */
            name?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Activation = components['schemas']['Activation'];
export type ApplyIn = components['schemas']['ApplyIn'];
export type Asked = components['schemas']['Asked'];
export type AudienceOut = components['schemas']['AudienceOut'];
export type AuditCheck = components['schemas']['AuditCheck'];
export type AuditEntryOut = components['schemas']['AuditEntryOut'];
export type BodyUploadMembers = components['schemas']['Body_upload_members'];
export type BulkIn = components['schemas']['BulkIn'];
export type BulkOut = components['schemas']['BulkOut'];
export type CapOut = components['schemas']['CapOut'];
export type CatalogOut = components['schemas']['CatalogOut'];
export type Checked = components['schemas']['Checked'];
export type ClauseOut = components['schemas']['ClauseOut'];
export type CombinationOut = components['schemas']['CombinationOut'];
export type Counts = components['schemas']['Counts'];
export type DayVolume = components['schemas']['DayVolume'];
export type DeviceOut = components['schemas']['DeviceOut'];
export type DifferentiatorOut = components['schemas']['DifferentiatorOut'];
export type DifferentiatorsIn = components['schemas']['DifferentiatorsIn'];
export type DifferentiatorsOut = components['schemas']['DifferentiatorsOut'];
export type DistributionHistogram = components['schemas']['DistributionHistogram'];
export type DistributionNumbers = components['schemas']['DistributionNumbers'];
export type DistributionOut = components['schemas']['DistributionOut'];
export type DuplicateIn = components['schemas']['DuplicateIn'];
export type EventCount = components['schemas']['EventCount'];
export type EventOut = components['schemas']['EventOut'];
export type ExplanationOut = components['schemas']['ExplanationOut'];
export type Fault = components['schemas']['Fault'];
export type FieldOut = components['schemas']['FieldOut'];
export type FilesIn = components['schemas']['FilesIn'];
export type FoundOut = components['schemas']['FoundOut'];
export type FragmentOut = components['schemas']['FragmentOut'];
export type FreezeIn = components['schemas']['FreezeIn'];
export type Health = components['schemas']['Health'];
export type HistogramOut = components['schemas']['HistogramOut'];
export type IdentifierOut = components['schemas']['IdentifierOut'];
export type IdentifiersIn = components['schemas']['IdentifiersIn'];
export type Impact = components['schemas']['Impact'];
export type ImpactOut = components['schemas']['ImpactOut'];
export type InSegment = components['schemas']['InSegment'];
export type Invited = components['schemas']['Invited'];
export type KeyIn = components['schemas']['KeyIn'];
export type KeyMade = components['schemas']['KeyMade'];
export type KeyOut = components['schemas']['KeyOut'];
export type LabelCount = components['schemas']['LabelCount'];
export type LabelPatch = components['schemas']['LabelPatch'];
export type Line = components['schemas']['Line'];
export type LinkOut = components['schemas']['LinkOut'];
export type LinkPasswordIn = components['schemas']['LinkPasswordIn'];
export type Me = components['schemas']['Me'];
export type MeasureIn = components['schemas']['MeasureIn'];
export type MeasureOut = components['schemas']['MeasureOut'];
export type MeasurePatch = components['schemas']['MeasurePatch'];
export type MeasureUse = components['schemas']['MeasureUse'];
export type MeasureValue = components['schemas']['MeasureValue'];
export type MemberOut = components['schemas']['MemberOut'];
export type MembersChanged = components['schemas']['MembersChanged'];
export type MembersOut = components['schemas']['MembersOut'];
export type MetricOut = components['schemas']['MetricOut'];
export type MetricsOut = components['schemas']['MetricsOut'];
export type Missing = components['schemas']['Missing'];
export type NumberPairOut = components['schemas']['NumberPairOut'];
export type NumbersOut = components['schemas']['NumbersOut'];
export type OverlapIn = components['schemas']['OverlapIn'];
export type OverlapOut = components['schemas']['OverlapOut'];
export type PageAuditEntryOut = components['schemas']['Page_AuditEntryOut_'];
export type PageKeyOut = components['schemas']['Page_KeyOut_'];
export type PageRejectOut = components['schemas']['Page_RejectOut_'];
export type PageRunOut = components['schemas']['Page_RunOut_'];
export type PageSegmentRunOut = components['schemas']['Page_SegmentRunOut_'];
export type PageTimelineOut = components['schemas']['Page_TimelineOut_'];
export type PageUserOut = components['schemas']['Page_UserOut_'];
export type PageVersionOut = components['schemas']['Page_VersionOut_'];
export type Part = components['schemas']['Part'];
export type PasswordIn = components['schemas']['PasswordIn'];
export type Planned = components['schemas']['Planned'];
export type PlanOut = components['schemas']['PlanOut'];
export type PointOut = components['schemas']['PointOut'];
export type PreviewIn = components['schemas']['PreviewIn'];
export type PreviewOut = components['schemas']['PreviewOut'];
export type ProblemDocument = components['schemas']['ProblemDocument'];
export type ProfileOut = components['schemas']['ProfileOut'];
export type ProgressOut = components['schemas']['ProgressOut'];
export type ReadingOut = components['schemas']['ReadingOut'];
export type Ready = components['schemas']['Ready'];
export type RecordOut = components['schemas']['RecordOut'];
export type RefreshIn = components['schemas']['RefreshIn'];
export type RejectOut = components['schemas']['RejectOut'];
export type Rule = components['schemas']['Rule'];
export type RuleAttribute = components['schemas']['RuleAttribute'];
export type RuleCalendar = components['schemas']['RuleCalendar'];
export type RuleCompare = components['schemas']['RuleCompare'];
export type RuleConsent = components['schemas']['RuleConsent'];
export type RuleDateTest = components['schemas']['RuleDateTest'];
export type RuleDevice = components['schemas']['RuleDevice'];
export type RuleDeviceTree = components['schemas']['RuleDeviceTree'];
export type RuleDuration = components['schemas']['RuleDuration'];
export type RuleEvent = components['schemas']['RuleEvent'];
export type RuleEventLocation = components['schemas']['RuleEventLocation'];
export type RuleForms = components['schemas']['RuleForms'];
export type RuleIn = components['schemas']['RuleIn'];
export type RuleItem = components['schemas']['RuleItem'];
export type RuleItems = components['schemas']['RuleItems'];
export type RuleLifecycle = components['schemas']['RuleLifecycle'];
export type RuleLocation = components['schemas']['RuleLocation'];
export type RuleNumberTest = components['schemas']['RuleNumberTest'];
export type RuleOneDevice = components['schemas']['RuleOneDevice'];
export type RulePlace = components['schemas']['RulePlace'];
export type RuleProperty = components['schemas']['RuleProperty'];
export type RuleRankedNumber = components['schemas']['RuleRankedNumber'];
export type RuleRankedTest = components['schemas']['RuleRankedTest'];
export type RuleResponse = components['schemas']['RuleResponse'];
export type RuleRfm = components['schemas']['RuleRfm'];
export type RuleSample = components['schemas']['RuleSample'];
export type RuleScalarTest = components['schemas']['RuleScalarTest'];
export type RuleScore = components['schemas']['RuleScore'];
export type RuleSegment = components['schemas']['RuleSegment'];
export type RuleSequence = components['schemas']['RuleSequence'];
export type RuleSpan = components['schemas']['RuleSpan'];
export type RuleTag = components['schemas']['RuleTag'];
export type RuleTest = components['schemas']['RuleTest'];
export type RuleTextTest = components['schemas']['RuleTextTest'];
export type RuleValueOf = components['schemas']['RuleValue_of'];
export type RuleVersionTest = components['schemas']['RuleVersionTest'];
export type RuleWhere = components['schemas']['RuleWhere'];
export type RuleWindow = components['schemas']['RuleWindow'];
export type RunDetailOut = components['schemas']['RunDetailOut'];
export type RunOut = components['schemas']['RunOut'];
export type SampleMember = components['schemas']['SampleMember'];
export type ScoreOut = components['schemas']['ScoreOut'];
export type SegmentDetail = components['schemas']['SegmentDetail'];
export type SegmentIn = components['schemas']['SegmentIn'];
export type SegmentName = components['schemas']['SegmentName'];
export type SegmentPage = components['schemas']['SegmentPage'];
export type SegmentPatch = components['schemas']['SegmentPatch'];
export type SegmentRow = components['schemas']['SegmentRow'];
export type SegmentRunOut = components['schemas']['SegmentRunOut'];
export type SentenceIn = components['schemas']['SentenceIn'];
export type SessionOut = components['schemas']['SessionOut'];
export type SetupIn = components['schemas']['SetupIn'];
export type ShortHistory = components['schemas']['ShortHistory'];
export type SignIn = components['schemas']['SignIn'];
export type SimilarOut = components['schemas']['SimilarOut'];
export type SourceEdit = components['schemas']['SourceEdit'];
export type SourceIn = components['schemas']['SourceIn'];
export type SourceOut = components['schemas']['SourceOut'];
export type Spark = components['schemas']['Spark'];
export type StepOut = components['schemas']['StepOut'];
export type SuggestIn = components['schemas']['SuggestIn'];
export type SuggestionOut = components['schemas']['SuggestionOut'];
export type SuggestionsOut = components['schemas']['SuggestionsOut'];
export type TagCount = components['schemas']['TagCount'];
export type TagDeleted = components['schemas']['TagDeleted'];
export type Tagged = components['schemas']['Tagged'];
export type TagIn = components['schemas']['TagIn'];
export type TagOut = components['schemas']['TagOut'];
export type TagPatch = components['schemas']['TagPatch'];
export type TagPeople = components['schemas']['TagPeople'];
export type TagSince = components['schemas']['TagSince'];
export type TaskOut = components['schemas']['TaskOut'];
export type TemplateOut = components['schemas']['TemplateOut'];
export type TimelineOut = components['schemas']['TimelineOut'];
export type TrendOut = components['schemas']['TrendOut'];
export type UnmatchedOut = components['schemas']['UnmatchedOut'];
export type Use = components['schemas']['Use'];
export type UserIn = components['schemas']['UserIn'];
export type UserOut = components['schemas']['UserOut'];
export type UserPatch = components['schemas']['UserPatch'];
export type Uses = components['schemas']['Uses'];
export type ValueOut = components['schemas']['ValueOut'];
export type ValueShareOut = components['schemas']['ValueShareOut'];
export type VerdictOut = components['schemas']['VerdictOut'];
export type VersionOut = components['schemas']['VersionOut'];
export type WaitingOut = components['schemas']['WaitingOut'];
export type WaterfallOut = components['schemas']['WaterfallOut'];
export type WorkspaceName = components['schemas']['WorkspaceName'];
export type WorkspaceOut = components['schemas']['WorkspaceOut'];
export type WorkspacePatch = components['schemas']['WorkspacePatch'];
export type $defs = Record<string, never>;
export interface operations {
    apply_files: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplyIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description or how it begins, as `segment.` */
                action?: string | null;
                actor?: string | null;
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
                /** @description from this instant on */
                since?: string | null;
                subject?: string | null;
                /** @description before this instant */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEntryOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    check_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheck"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_catalog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    catalog_values: {
        parameters: {
            query?: {
                attribute?: string | null;
                event?: string | null;
                /** @description rows of a page at most */
                limit?: number;
                property?: string | null;
                /** @description only values that contain this */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValueOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    event_volume: {
        parameters: {
            query: {
                days?: number;
                event: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayVolume"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_differentiators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DifferentiatorsIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferentiatorsOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_overlap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverlapIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverlapOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeyOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyMade"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_labels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelCount"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rename_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                label: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelPatch"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    set_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkPasswordIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_measures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeasureOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_measure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeasureIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeasureOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_measure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeasureOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_measure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    edit_measure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeasurePatch"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeasureOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    plan_files: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilesIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    find_profiles: {
        parameters: {
            query?: {
                /** @description rows of a page at most */
                limit?: number;
                /** @description an id, or part of a name, e-mail or phone */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_profile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    explain_profile: {
        parameters: {
            query: {
                /** @description another instant than now, ISO 8601 */
                as_of?: string | null;
                /** @description the id of a segment */
                segment: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    profile_timeline: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description only events of this name */
                event?: string | null;
                /** @description rows of a page at most */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TimelineOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    latest_records: {
        parameters: {
            query?: {
                /** @description rows of a page at most */
                limit?: number;
                /** @description only of this source */
                source?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rejected_records: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
                /** @description only of this source */
                source?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RejectOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_refreshes: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    start_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshIn"] | null;
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description as the records can hold it */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetailOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    refresh_progress: {
        parameters: {
            query?: {
                /** @description true: server-sent events, one whenever something changes */
                stream?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgressOut"];
                    "text/event-stream": unknown;
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    cancel_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    check_rule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    describe_rule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleForms"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    parse_rule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleForms"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    preview_rule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    read_sentence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentenceIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadingOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_scores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoreOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_segments: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                kind?: ("rule" | "static") | null;
                /** @description segments with any of the labels */
                label?: string[] | null;
                /** @description rows of a page at most */
                limit?: number;
                /** @description who made them */
                owner?: string[] | null;
                pinned?: boolean | null;
                /** @description part of the name, id or description */
                q?: string | null;
                sort?: "name" | "-name" | "members" | "-members" | "refreshed" | "-refreshed" | "created" | "-created" | "updated" | "-updated" | "change" | "-change" | "status" | "-status" | "kind" | "-kind";
                status?: ("draft" | "ready" | "calculating" | "queued" | "failed" | "skipped" | "inactive")[] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentPage"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_segment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SegmentIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_segment: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read; 412 when somebody saved another version since */
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    edit_segment: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read; 412 when somebody saved another version since */
                "If-Match"?: string | null;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SegmentPatch"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    activate_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Activation"] | null;
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_audience: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudienceOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    deactivate_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Activation"] | null;
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_distribution: {
        parameters: {
            query: {
                /** @description an attribute */
                path: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DistributionOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    duplicate_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DuplicateIn"] | null;
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    export_members: {
        parameters: {
            query?: {
                /** @description attribute paths */
                columns?: string[] | null;
                format?: "csv" | "parquet";
                /** @description CSV cells as they are, for programs; else none can run as a formula */
                raw?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": unknown;
                    "text/csv": unknown;
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    freeze_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FreezeIn"] | null;
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_members: {
        parameters: {
            query?: {
                /** @description attribute paths */
                columns?: string[] | null;
                limit?: number;
                /** @description part of a name, e-mail or phone, or an identifier */
                q?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    change_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifiersIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersChanged"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    upload_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_upload_members"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersChanged"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    cancel_planned_activation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    refresh_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_refreshes: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SegmentRunOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    restore_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_trend: {
        parameters: {
            query?: {
                /** @description ISO 8601; now without it */
                end?: string | null;
                /** @description ISO 8601; 30 days before the end without it */
                start?: string | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrendOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_uses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uses"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    segment_versions: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_VersionOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rollback_segment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description as the records can hold it */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDetail"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    change_segments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
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
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
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
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
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
                "application/json": components["schemas"]["PasswordIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    set_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_source: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    edit_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceEdit"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    suggest_segments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuggestIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuggestionsOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_tags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_tag: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagDeleted"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    describe_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagPatch"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    apply_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagPeople"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tagged"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    remove_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagPeople"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tagged"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateOut"][];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description `next` of the page before; leave it out for the first */
                cursor?: string | null;
                /** @description rows of a page at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UserOut_"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserIn"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    edit_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_password_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    edit_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspacePatch"];
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceOut"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
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
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
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
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
        };
    };
    rule_schema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    track: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description track, identify, … or batch; m is ignored */
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    track_preflight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    tracking_settings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                write_key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Failed */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Unprocessable */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDocument"];
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}
