// What the application says of its API, as types. Made by scripts/client; never edited.
// description e39884813e21bce4
// types bbc087a31d4cc5a1
export interface paths {
    "/api/v1/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened on some days, as it was noted */
        get: operations["ApiV1AnnotationsListed"];
        put?: never;
        /** Note what happened on a day, or on several */
        post: operations["ApiV1AnnotationsAdded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/annotations/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a note */
        delete: operations["ApiV1AnnotationsNumberRemoved"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The six answers */
        get: operations["ApiV1AnswersAnswers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/arrivals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came in last */
        get: operations["ApiV1ArrivalsArrivals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who earns the orders, under several models side by side */
        get: operations["ApiV1AttributionCredited"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Audit log */
        get: operations["ApiV1AuditAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channel-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channel rules */
        get: operations["ApiV1ChannelRulesShown"];
        /** Take channel rules on; history follows */
        put: operations["ApiV1ChannelRulesApplied"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channel-rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a draft would change of the last 90 days */
        post: operations["ApiV1ChannelRulesPreviewPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channel-rules/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say which channel a visit would be */
        post: operations["ApiV1ChannelRulesTryTried"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channel-rules/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go back to the rules of before the last change */
        post: operations["ApiV1ChannelRulesUndoUndone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders, revenue, new customers and touchpoints day by day, with the notes on those days */
        get: operations["ApiV1DaysCounted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explain/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order's credit, touch by touch; whose it is is masked without the right to personal data */
        get: operations["ApiV1ExplainOrderExplained"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who takes steps in order, within a time */
        get: operations["ApiV1FunnelCounted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/funnel/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who took a step of a funnel, or was lost before it; masked without the right to personal data */
        get: operations["ApiV1FunnelPeopleBehind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much each channel's orders depend on who is taken for one person */
        get: operations["ApiV1IdentityLevelsIdentityLevels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last jobs */
        get: operations["ApiV1JobsListed"];
        put?: never;
        /** Start an import of a dropped file, a build, or a report */
        post: operations["ApiV1JobsBegun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job, and how far it is */
        get: operations["ApiV1JobsShown"];
        put?: never;
        post?: never;
        /** Have a job done no more; what it stored stays. An erasure at work is finished */
        delete: operations["ApiV1JobsCancelled"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report that a job wrote, as a file to save */
        get: operations["ApiV1JobsReportReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/moved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which figures moved after they were published, and what moved them */
        get: operations["ApiV1MovedShown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/moves/{move}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept a move, dismiss it, put it off or reopen it */
        post: operations["ApiV1MovesDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/moves/{move}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people that a move counts; masked without the right to personal data */
        get: operations["ApiV1MovesPeopleConcerned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What follows what, and the paths most people take */
        get: operations["ApiV1PathsFollowed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/paths/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who took one of the paths; masked without the right to personal data */
        get: operations["ApiV1PathsPeopleTakers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of a segment, or those of them seen in a period; masked without the right to personal data */
        get: operations["ApiV1PeopleMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{identifier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One person's timeline; without the right to personal data found by a mask alone, and masked */
        get: operations["ApiV1PeopleIdentifierPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Privacy requests with their terms, how long what is kept, and where personal data lives */
        get: operations["ApiV1PrivacyShown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a person forgotten everywhere: a job, which takes as long as one full build */
        post: operations["ApiV1PrivacyEraseErase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Everything that is known of a person, as a ZIP archive */
        post: operations["ApiV1PrivacyExportExported"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is known of a person, and what they allowed, with its proof */
        post: operations["ApiV1PrivacyFindFound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/readmit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take news again of a person who was erased and came back */
        post: operations["ApiV1PrivacyReadmitReadmit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use a restricted person's data again */
        post: operations["ApiV1PrivacyReleaseRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/requests/{request_id}/answered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that a privacy request is answered */
        post: operations["ApiV1PrivacyRequestsRequestIdAnsweredAnswered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privacy/restrict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a person's data and use it for nothing */
        post: operations["ApiV1PrivacyRestrictRestrict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows that could not be taken; masked without the right to personal data */
        get: operations["ApiV1QuarantineQuarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quarantine/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the rows in quarantine again */
        post: operations["ApiV1QuarantineRetryRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The segments; conditions on traits are shown with the right to personal data alone */
        get: operations["ApiV1SegmentsListed"];
        put?: never;
        /** Keep conditions under a name */
        post: operations["ApiV1SegmentsCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/segments/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A segment */
        get: operations["ApiV1SegmentsNameOne"];
        put?: never;
        post?: never;
        /** Forget a segment */
        delete: operations["ApiV1SegmentsNameDeleted"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in */
        get: operations["ApiV1SessionShown"];
        put?: never;
        /** Log in */
        post: operations["ApiV1SessionLogIn"];
        /** Log out */
        delete: operations["ApiV1SessionLogOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's own password; every other session ends */
        post: operations["ApiV1SessionPasswordChangePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shop's settings */
        get: operations["ApiV1SettingsShown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change some of the shop's settings; history follows */
        patch: operations["ApiV1SettingsChanged"];
        trace?: never;
    };
    "/api/v1/shops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shops of this server that this login opens */
        get: operations["ApiV1ShopsShops"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sources and health */
        get: operations["ApiV1SourcesListed"];
        put?: never;
        /** Make a source and its key */
        post: operations["ApiV1SourcesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a source in no more; what it sent stays */
        post: operations["ApiV1SourcesNameDisableDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a source a new key; the old one lets nobody in from now on */
        post: operations["ApiV1SourcesNameRotateRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/snippet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a shop pastes into its pages */
        get: operations["ApiV1SourcesNameSnippetPasted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/spend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What campaigns and channels cost, beside what each model credits them with */
        get: operations["ApiV1SpendSpent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many people reached each stage */
        get: operations["ApiV1StagesStages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the workspace is from its first figure */
        get: operations["ApiV1StartShown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows, freshness, health, coverage */
        get: operations["ApiV1StatusStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is worth doing next */
        get: operations["ApiV1TodayToday"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens */
        get: operations["ApiV1TokensListedTokens"];
        put?: never;
        /** Make a token; it is shown this once */
        post: operations["ApiV1TokensCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let a token in no more */
        delete: operations["ApiV1TokensNameRevoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Drop a file, to be previewed and imported */
        post: operations["ApiV1UploadsDrop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a dropped file holds, and how it would be read; nothing is stored */
        post: operations["ApiV1UploadsPreviewPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts */
        get: operations["ApiV1UsersUsers"];
        put?: never;
        /** Make an account */
        post: operations["ApiV1UsersCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{email}": {
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
        /** Change what an account may, or its password */
        patch: operations["ApiV1UsersEmailChange"];
        trace?: never;
    };
    "/api/v1/vocabulary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What may be asked of the journeys, and what it is called */
        get: operations["ApiV1VocabularySpoken"];
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
        /** Link */
        analysis_documents_Link: {
            customers: number;
            from: string;
            step: number;
            to: string;
        };
        /** Annotation */
        Annotation: {
            id: number;
            /** @enum {string} */
            kind: "sale" | "price_change" | "release" | "holiday" | "other";
            made_at: string;
            made_by: string;
            on: string;
            text: string;
            until: string;
        };
        /** Annotations */
        Annotations: {
            annotations: components["schemas"]["Annotation"][];
        };
        /** Answer */
        Answer: {
            chart: components["schemas"]["Chart"] | null;
            columns: components["schemas"]["Column"][];
            currency: string;
            display: components["schemas"]["Display"];
            figures: components["schemas"]["Figure"][];
            headline: string;
            method: string;
            missing: string[];
            question: number;
            /** @enum {string} */
            status: "ok" | "cannot_tell";
            table: {
                [key: string]: unknown;
            }[];
            title: string;
            unseen: string | null;
        };
        /** Answers */
        Answers: {
            answers: components["schemas"]["Answer"][];
            as_of: string | null;
            coverage: components["schemas"]["Coverage"];
            language: string;
            period: components["schemas"]["Period"] | null;
            shop: components["schemas"]["Shop"];
            summary: string;
            totals: components["schemas"]["Totals"] | components["schemas"]["Totals"][];
        };
        /** AppliedDraft */
        AppliedDraft: {
            base?: string | null;
            text: string;
        };
        /** Arrival */
        Arrival: {
            code: string | null;
            received_at: string;
            source: string;
            url: string | null;
            what: string;
            who: string | null;
        };
        /** Arrivals */
        Arrivals: {
            arrivals: components["schemas"]["Arrival"][];
        };
        /** AtStake */
        AtStake: {
            high: number;
            low: number;
            value: number;
        };
        /** Attribution */
        Attribution: {
            /** @enum {string} */
            by: "channel" | "campaign" | "source_medium" | "creative" | "landing";
            contact_to_customer?: components["schemas"]["Contacts"][];
            contact_window_days?: number;
            conversions: number;
            credits: components["schemas"]["Credited"][];
            currency: string | null;
            customers: number;
            disagreement: components["schemas"]["Disagreement"] | null;
            /** @constant */
            incremental: "not_identified";
            models: string[];
            /** @enum {string} */
            refunds_dated: "order_date" | "refund_date";
            value: number;
        };
        /** Audit */
        Audit: {
            entries: components["schemas"]["Entry"][];
            next: number | null;
        };
        /** Basis */
        Basis: {
            basis: string;
            orders: number;
        };
        /** Behind */
        Behind: {
            left_out?: number;
            people: components["schemas"]["SeenPerson"][];
            purpose?: string;
            total: number;
        };
        /** Cause */
        Cause: {
            cause: string;
            moved: components["schemas"]["Sums"];
            things: number;
        };
        /** Change */
        Change: {
            before: string;
            change: string;
            /** @enum {string} */
            direction: "" | "up" | "down";
            interval: string;
            label: string;
            name: string;
            said: string;
            text: string;
            /** @enum {string} */
            verdict: "likely_real" | "no_clear_change" | "cannot_tell";
        };
        /** ChangedSettings */
        ChangedSettings: {
            contact?: ("inbound" | "outbound")[];
            conversion?: string[];
            country?: string;
            currency?: string;
            domains?: string[];
            margin?: number | null;
            name?: string;
            prices_include_vat?: boolean;
            revenue?: "auto" | "goods" | "total";
            stage_model?: "standard" | "considered" | "habitual";
            time_zone?: string;
            vat_rates?: {
                [key: string]: number;
            };
        };
        /** ChangedUser */
        ChangedUser: {
            enabled?: boolean | null;
            password?: string | null;
            personal_data?: boolean | null;
            /** @enum {null|string} */
            role?: "owner" | "analyst" | "viewer" | null;
        };
        /** ChannelRules */
        ChannelRules: {
            followed: boolean;
            own: boolean;
            rules: components["schemas"]["Rule"][];
            text: string;
            undoable: boolean;
            version: string;
        };
        /** Chart */
        Chart: {
            currency: string;
            /** @enum {string} */
            kind: "bars" | "dots" | "steps";
            marks: components["schemas"]["Mark"][];
            title: string;
            unit: string;
        };
        /** Classified */
        Classified: {
            campaign: string | null;
            channel: string | null;
            label: string | null;
            medium: string | null;
            rule: string;
            source: string | null;
        };
        /** Column */
        Column: {
            key: string;
            label: string;
            unit: string;
        };
        /** Computed */
        Computed: {
            cost: components["schemas"]["Cost"];
            cycle: number | null;
            favourite_category: string | null;
            favourite_channel: string | null;
            favourite_device: string | null;
            favourite_hour: number | null;
            first_touch: components["schemas"]["Contact"] | null;
            incidents: components["schemas"]["Incident"][];
            last_touch: components["schemas"]["Contact"] | null;
            margin: {
                [key: string]: string | null;
            };
            orders: number;
            revenue: {
                [key: string]: string;
            };
            stage: string | null;
        };
        /** Concerned */
        Concerned: {
            /** @enum {string} */
            counted: "people" | "visits" | "ways" | "campaigns" | "rows" | "sources" | "orders";
            n: number;
            text: string;
        };
        /** Consent */
        Consent: {
            denied: number;
            granted: number;
            purpose: string;
        };
        /** Contact */
        Contact: {
            at: string;
            campaign: string | null;
            channel: string;
        };
        /** Contacts */
        Contacts: {
            campaign?: string;
            channel?: string;
            contacts: number;
            high: number | null;
            low: number | null;
            rate: number | null;
        };
        /** Cost */
        Cost: {
            amount: string | null;
            currency: string | null;
            reason: string | null;
            /** @enum {string} */
            status: "ok" | "cannot_tell";
        };
        /** Coverage */
        Coverage: {
            basis: components["schemas"]["Basis"][];
            consent: components["schemas"]["Consent"][];
            /** @enum {string} */
            consent_default: "granted" | "denied";
            excluded: components["schemas"]["Excluded"][];
            orders_erased: number;
            orders_with_touch: number | null;
            orders_without_consent: number;
            quarantined: number;
            rules: components["schemas"]["Rules"];
            sources: components["schemas"]["documents_Source"][];
            spend_rows: number;
            untagged_share: number | null;
        };
        /** Credentials */
        Credentials: {
            email: string;
            password: string;
        };
        /** Credited */
        Credited: {
            campaign?: string;
            channel?: string;
            conversions: number;
            creative?: string;
            high: number | null;
            /** @constant */
            incremental: "not_identified";
            landing?: string;
            low: number | null;
            model: string;
            removal_effect: number | null;
            source_medium?: string;
            value: number;
            value_high: number | null;
            value_low: number | null;
        };
        /** Day */
        Day: {
            new_customers: number;
            on: string;
            orders: number;
            revenue: string;
            touchpoints: number;
        };
        /** Days */
        Days: {
            annotations: components["schemas"]["Annotation"][];
            as_of: string | null;
            currency: string;
            days: components["schemas"]["Day"][];
            orders_of_other_currencies: number;
        };
        /** Decided */
        Decided: {
            /** @default  */
            check_on?: string;
            /** @enum {string} */
            decision: "accepted" | "dismissed" | "later" | "reopened";
            /** @default  */
            owner?: string;
        };
        /** DecidedMove */
        DecidedMove: {
            /** @enum {string} */
            basis: "exact" | "association" | "supposed";
            check_on: string;
            concerned: components["schemas"]["Concerned"];
            decided_by: string;
            /** @enum {string} */
            decision: "accepted" | "dismissed" | "later";
            expected: components["schemas"]["Money"] | null;
            id: string;
            /** @enum {string} */
            kind: "fault" | "spend" | "cart" | "gap" | "step";
            money: components["schemas"]["Money"] | null;
            outcome: components["schemas"]["Outcome"] | null;
            owner: string;
            subject: string[];
            what: string;
            why: string;
        };
        /** DescribedSegment */
        DescribedSegment: {
            conditions: string[];
            name: string;
        };
        /** Disabled */
        Disabled: {
            name: string;
        };
        /** Disagreement */
        Disagreement: {
            campaign?: string;
            channel?: string;
            creative?: string;
            fewest: number;
            landing?: string;
            most: number;
            source_medium?: string;
        };
        /** Display */
        Display: {
            columns: components["schemas"]["Heading"][];
            notes: string[];
            rows: string[][];
        };
        /** Source */
        documents_Source: {
            last_at: string;
            name: string;
            rows: number;
            shop: string;
        };
        /** Done */
        Done: {
            begun_at: string;
            counts: {
                [key: string]: number;
            };
            done_at: string | null;
            id: string;
            kind: string;
            label: string;
        };
        /** Draft */
        Draft: {
            text: string;
        };
        /** Duration */
        Duration: {
            customers: number;
            high: number | null;
            low: number | null;
            lower_quartile: number | null;
            mean: number | null;
            median: number | null;
            upper_quartile: number | null;
        };
        /** Entry */
        Entry: {
            action: string;
            actor: string;
            address: string;
            at: string;
            given: {
                [key: string]: string;
            };
            id: number;
            subject: string;
        };
        /** Erasing */
        Erasing: {
            /** @default false */
            confirmed?: boolean;
            identifier?: string | null;
            /** @default false */
            orders?: boolean;
            request?: string | null;
        };
        /** Estimate */
        Estimate: {
            high: number | null;
            low: number | null;
            value: number | null;
        };
        /** Event */
        Event: {
            count: number;
            customers: number;
            label: string;
            name: string;
        };
        /** Example */
        Example: {
            count: number;
            meant: string | null;
            written: string;
        };
        /** Excluded */
        Excluded: {
            count: number;
            reason: string;
        };
        /** Explained */
        Explained: {
            at: string;
            currency: string;
            customer_id: string;
            identifiers: components["schemas"]["Identifier"][];
            /** @constant */
            incremental: "not_identified";
            look_back_days: number;
            models: string[];
            number: number;
            order_id: string;
            time_zone: string;
            touches: components["schemas"]["Touch"][];
            value: string;
        };
        /** Field */
        Field: {
            column: string;
            field: string;
        };
        /** Figure */
        Figure: {
            about: string;
            behind: string;
            currency: string;
            high: string | number | null;
            interval: string;
            label: string;
            low: string | number | null;
            n: number | null;
            name: string;
            reason: string | null;
            /** @enum {string} */
            status: "ok" | "cannot_tell";
            subject: string;
            text: string;
            unit: string;
            value: string | number | null;
        };
        /** FiguresMoved */
        FiguresMoved: {
            headline: string;
            language: string;
            months: components["schemas"]["MovedMonth"][];
        };
        /** FilePreview */
        FilePreview: {
            choosable: string[];
            columns: string[];
            connector: string;
            connectors: string[];
            encoding: string | null;
            fields: components["schemas"]["Field"][];
            left_out: number;
            name: string;
            problem: components["schemas"]["jobs_documents_Said"] | null;
            refused: number;
            rejected: components["schemas"]["jobs_documents_Refused"][];
            rows: components["schemas"]["Row"][];
            size: number;
            system: string;
            taken: number;
            upload: string;
        };
        /** Finding */
        Finding: {
            code: string;
            count: number;
            examples?: components["schemas"]["Example"][];
            source?: string | null;
        };
        /** Freshness */
        Freshness: {
            built_at: string | null;
            events_not_built: number;
            last_import_at: string | null;
            last_touchpoint_at: string | null;
        };
        /** Funnel */
        Funnel: {
            attribution?: "first" | "last" | "all" | "step";
            by?: string;
            groups?: components["schemas"]["FunnelGroup"][];
            /** @enum {string} */
            order: "ordered" | "strict" | "unordered";
            stake: components["schemas"]["Stake"] | null;
            steps: components["schemas"]["FunnelStep"][];
            time: components["schemas"]["Duration"] | null;
            /** @enum {string} */
            unit: "customer" | "session";
            warnings: components["schemas"]["Warned"][];
            within_seconds: number;
        };
        /** FunnelGroup */
        FunnelGroup: {
            steps: components["schemas"]["FunnelStep"][];
            time: components["schemas"]["Duration"] | null;
            value: string | null;
        };
        /** FunnelStep */
        FunnelStep: {
            customers: number;
            dropped: number;
            high: number | null;
            low: number | null;
            name: string;
            previous_high: number | null;
            previous_low: number | null;
            rate: number | null;
            rate_from_previous: number | null;
            time: components["schemas"]["Duration"] | null;
        };
        /** GivenBack */
        GivenBack: {
            high: number | null;
            low: number | null;
            orders: number;
            value: number | null;
        };
        /** Heading */
        Heading: {
            /** @enum {string} */
            kind: "text" | "number" | "interval";
            label: string;
        };
        /** Identifier */
        Identifier: {
            kind: string;
            value: string;
        };
        /** Incident */
        Incident: {
            at: string;
            label: string;
            name: string;
            order_id: string | null;
        };
        /** Job */
        Job: {
            after: string | null;
            asked_at: string;
            asked_by: string;
            began_at: string | null;
            done: number;
            ended_at: string | null;
            file: string | null;
            id: string;
            /** @enum {string} */
            kind: "import" | "build" | "report" | "erase";
            of: number | null;
            problem: components["schemas"]["jobs_documents_Said"] | null;
            result: {
                [key: string]: unknown;
            } | null;
            said: string[];
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed" | "cancelled" | "cut_off";
            step: string;
            step_label: string;
        };
        /** Jobs */
        Jobs: {
            jobs: components["schemas"]["Job"][];
        };
        /** Choice */
        jobs_documents_Choice: {
            columns?: {
                [key: string]: string;
            };
            connector?: string | null;
        };
        /** Refused */
        jobs_documents_Refused: {
            code: string;
            reason: string;
            row: number;
        };
        /** Said */
        jobs_documents_Said: {
            code: string;
            hint: string;
            message: string;
        };
        /** Known */
        Known: {
            conversions: string[];
            currencies: string[];
            revenue: string[];
            stage_models: ("standard" | "considered" | "habitual")[];
            time_zones: string[];
        };
        /** KnownBy */
        KnownBy: {
            identifier: string;
            kind: string;
        };
        /** LeftOut */
        LeftOut: {
            count: number;
            label: string;
            reason: string;
        };
        /** LevelRow */
        LevelRow: {
            change: number | null;
            channel: string;
            default_first: number;
            default_last: number;
            loose_first: number;
            loose_last: number;
            strict_first: number;
            strict_last: number;
        };
        /** Levels */
        Levels: {
            channels: components["schemas"]["LevelRow"][];
        };
        /** MadeToken */
        MadeToken: {
            name: string;
            token: string;
        };
        /** Mark */
        Mark: {
            behind: string;
            high: number | null;
            interval: string;
            label: string;
            low: number | null;
            n: number;
            share: string;
            subject: string;
            text: string;
            value: number;
        };
        /** Merge */
        Merge: {
            at: string;
            build: number;
            customer_id: string;
            former: string;
            identifiers: number;
            /** @enum {string} */
            kind: "merged" | "split";
        };
        /** Moment */
        Moment: {
            at: string;
            campaign: string | null;
            channel: string | null;
            channel_label: string | null;
            channel_rule: string | null;
            currency: string | null;
            cycle: number;
            device: string | null;
            direction: string;
            label: string;
            landing: string | null;
            name: string;
            order_id: string | null;
            /** @enum {string} */
            role: "touch" | "step" | "order" | "after" | "message";
            session: number | null;
            source: string;
            stage: string | null;
            stage_label: string | null;
            stage_rule: string | null;
            value: string | null;
        };
        /** Money */
        Money: {
            high: string;
            interval: string;
            low: string;
            text: string;
            value: string;
        };
        /** Move */
        Move: {
            /** @enum {string} */
            basis: "exact" | "association" | "supposed";
            concerned: components["schemas"]["Concerned"];
            id: string;
            /** @enum {string} */
            kind: "fault" | "spend" | "cart" | "gap" | "step";
            money: components["schemas"]["Money"] | null;
            subject: string[];
            what: string;
            why: string;
        };
        /** Moved */
        Moved: {
            from: string;
            from_label: string;
            to: string;
            to_label: string;
            visits: number;
        };
        /** MovedBy */
        MovedBy: {
            cost: string;
            new_customers: string;
            orders: string;
            revenue: string;
            touchpoints: string;
        };
        /** MovedCause */
        MovedCause: {
            /** @enum {string} */
            cause: "late_orders" | "new_source" | "late_events" | "cost_restated" | "cost_late" | "refunds" | "taken_back" | "corrected" | "identity" | "erased" | "settings" | "rules" | "rates" | "privacy" | "upgrade";
            moved: components["schemas"]["MovedBy"];
            text: string;
            things: number;
        };
        /** MovedFigure */
        MovedFigure: {
            change: string;
            label: string;
            /** @enum {string} */
            name: "revenue" | "orders" | "new_customers" | "cost" | "touchpoints";
            now: string;
            was: string;
        };
        /** MovedMonth */
        MovedMonth: {
            causes: components["schemas"]["MovedCause"][];
            currency: string;
            figures: components["schemas"]["MovedFigure"][];
            from: string;
            label: string;
            month: string;
            published_at: string | null;
            text: string;
            to: string;
        };
        /** Named */
        Named: {
            count: number;
            name: string;
        };
        /** NewAnnotation */
        NewAnnotation: {
            /**
             * @default other
             * @enum {string}
             */
            kind?: "sale" | "price_change" | "release" | "holiday" | "other";
            on: string;
            text: string;
            /** @default  */
            until?: string;
        };
        /** NewJob */
        NewJob: {
            after?: string | null;
            columns?: {
                [key: string]: string;
            };
            connector?: string | null;
            /** @enum {string} */
            kind: "import" | "build" | "report";
            /**
             * @default en
             * @enum {string}
             */
            language?: "en" | "it";
            upload?: string | null;
        };
        /** NewPassword */
        NewPassword: {
            current: string;
            password: string;
        };
        /** NewSource */
        NewSource: {
            name: string;
            origins?: string[];
            requests_a_minute?: number | null;
        };
        /** NewToken */
        NewToken: {
            days?: number | null;
            name: string;
            scopes: ("read" | "change" | "manage" | "personal_data")[];
        };
        /** NewUser */
        NewUser: {
            email: string;
            password: string;
            personal_data?: boolean | null;
            /** @enum {string} */
            role: "owner" | "analyst" | "viewer";
        };
        /** OpenShop */
        OpenShop: {
            here: boolean;
            name: string;
            path: string;
            role: string | null;
        };
        /** Order */
        Order: {
            at: string;
            basis: string;
            currency: string;
            gross: string;
            margin: string | null;
            number: number;
            order_id: string;
            revenue: string;
            sold_in: string | null;
            status: string | null;
        };
        /** Outcome */
        Outcome: {
            label: string;
            money: components["schemas"]["Money"] | null;
            /** @enum {string} */
            state: "held" | "missed" | "cannot_tell" | "mended" | "not_mended";
            why: string;
        };
        /** Path */
        Path: {
            customers: number;
            path: string[];
            share: number;
        };
        /** Paths */
        Paths: {
            all_customers: number;
            by: string;
            customers: number;
            depth: number;
            ends: components["schemas"]["Named"][];
            links: components["schemas"]["analysis_documents_Link"][];
            paths: components["schemas"]["Path"][];
            predictability: components["schemas"]["Predictability"];
            shown: number;
            starts: components["schemas"]["Named"][];
            transitions: components["schemas"]["Transition"][];
            /** @enum {string} */
            unit: "customer" | "session";
        };
        /** Payback */
        Payback: {
            high: number | null;
            low: number;
            months: number;
        };
        /** Choice */
        people_documents_Choice: {
            at: string;
            label: string;
            name: string;
            purpose: string;
            purpose_label: string;
            source: string;
            /** @enum {string} */
            state: "granted" | "denied";
            state_label: string;
        };
        /** Link */
        people_documents_Link: {
            event_id: string | null;
            first_seen_at: string;
            kind: string;
            last_seen_at: string;
            left: components["schemas"]["Identifier"];
            right: components["schemas"]["Identifier"];
            seq: number;
            source: string;
            status: string;
            strength: number;
        };
        /** Said */
        people_documents_Said: {
            at: string;
            source: string;
        };
        /** Period */
        Period: {
            from: string;
            to: string;
        };
        /** Perplexity */
        Perplexity: {
            order: number;
            perplexity: number;
        };
        /** Person */
        Person: {
            computed: components["schemas"]["Computed"];
            consent: components["schemas"]["people_documents_Choice"][];
            customer_id: string | null;
            headline: string;
            identifiers: components["schemas"]["Identifier"][];
            links: components["schemas"]["people_documents_Link"][];
            merges: components["schemas"]["Merge"][];
            orders: components["schemas"]["Order"][];
            recent: components["schemas"]["Recent"][];
            timeline: components["schemas"]["Moment"][];
            traits: {
                [key: string]: unknown;
            };
            traits_from: {
                [key: string]: components["schemas"]["people_documents_Said"];
            };
        };
        /** Place */
        Place: {
            bytes: number | null;
            erasing: string;
            holds: string[];
            place: string;
        };
        /** Predictability */
        Predictability: {
            best_order: number | null;
            events: number;
            perplexity: components["schemas"]["Perplexity"][];
        };
        /** Preview */
        Preview: {
            changes: components["schemas"]["Moved"][];
            days: number;
            moved: number;
            visits: number;
        };
        /** Privacy */
        Privacy: {
            done: components["schemas"]["Done"][];
            places: components["schemas"]["Place"][];
            requests: components["schemas"]["PrivacyRequest"][];
            retention: components["schemas"]["Retention"];
        };
        /** PrivacyRequest */
        PrivacyRequest: {
            days_left: number;
            due_at: string;
            id: string;
            kind: string;
            names: string[];
            received_at: string;
            source: string;
        };
        /** Problem */
        Problem: {
            code: string;
            hint: string;
            message: string;
            status: number;
            title: string;
        };
        /** Product */
        Product: {
            back: number;
            category: string | null;
            high: number | null;
            low: number | null;
            name: string | null;
            product: string;
            rate: number | null;
            sold: number;
        };
        /** Quarantine */
        Quarantine: {
            reasons: components["schemas"]["Reason"][];
            rows: components["schemas"]["sources_documents_Refused"][];
            total: number;
        };
        /** Readmitted */
        Readmitted: {
            marks: number;
            said: string[];
        };
        /** Reason */
        Reason: {
            code: string;
            count: number;
        };
        /** Recent */
        Recent: {
            at: string;
            label: string;
            name: string;
            source: string;
            url: string | null;
        };
        /** Restricted */
        Restricted: {
            identifiers: number;
            restricted: boolean;
            said: string[];
        };
        /** Retention */
        Retention: {
            ip: string;
            log: number | null;
            quarantine: number | null;
            visits: number | null;
        };
        /** Retried */
        Retried: {
            passed: number;
            stay: number;
        };
        /** Return */
        Return: {
            conversions: components["schemas"]["Estimate"];
            cost_per_order: number | null;
            margin_return: components["schemas"]["Estimate"] | null;
            model: string;
            roas: components["schemas"]["Estimate"] | null;
            value: components["schemas"]["Estimate"];
        };
        /** Row */
        Row: {
            amount: string | null;
            at: string;
            currency: string | null;
            of: string | null;
            what: string;
            who: string | null;
        };
        /** Rows */
        Rows: {
            rows: number;
        };
        /** Rule */
        Rule: {
            channel: string;
            label: string;
        };
        /** Rules */
        Rules: {
            channels: string;
            stages: string;
        };
        /** SaidFinding */
        SaidFinding: {
            code: string;
            count: number;
            examples: components["schemas"]["Example"][];
            source: string | null;
            text: string;
        };
        /** SavedSegment */
        SavedSegment: {
            conditions: string[] | null;
            made_at: string;
            made_by: string;
            name: string;
            personal: boolean;
        };
        /** SavedSegments */
        SavedSegments: {
            segments: components["schemas"]["SavedSegment"][];
        };
        /** SeenPerson */
        SeenPerson: {
            customer_id: string;
            identifier: components["schemas"]["Identifier"];
            last_at: string | null;
            orders: number;
            revenue: {
                [key: string]: string;
            };
        };
        /** Session */
        Session: {
            csrf: string | null;
            login_needed: boolean;
            name: string | null;
            rights: string[];
            role: string | null;
            shop: string | null;
            time_zone: string | null;
        };
        /** Settings */
        Settings: {
            followed: boolean;
            known: components["schemas"]["Known"];
            own_stages: boolean;
            shop: components["schemas"]["ShopSettings"];
        };
        /** Shifted */
        Shifted: {
            causes: components["schemas"]["Cause"][];
            currency: string;
            from: string;
            month: string;
            now: components["schemas"]["Sums"];
            published_at: string | null;
            to: string;
            was: components["schemas"]["Sums"];
        };
        /** Shop */
        Shop: {
            currency: string;
            id: string;
            name: string;
        };
        /** Shops */
        Shops: {
            shops: components["schemas"]["OpenShop"][];
        };
        /** ShopSettings */
        ShopSettings: {
            contact: string[];
            conversion: string[];
            country: string;
            currency: string;
            domains: string[];
            margin: number | null;
            name: string;
            prices_include_vat: boolean;
            revenue: string;
            /** @enum {string} */
            stage_model: "standard" | "considered" | "habitual";
            time_zone: string;
            vat_rates: {
                [key: string]: number;
            };
        };
        /** Since */
        Since: {
            lines: string[];
            looked_at: string;
        };
        /** SourceKey */
        SourceKey: {
            name: string;
            snippet: string;
            write_key: string;
        };
        /** Sources */
        Sources: {
            coverage: string[];
            excluded: components["schemas"]["LeftOut"][];
            findings: components["schemas"]["SaidFinding"][];
            freshness: components["schemas"]["Freshness"];
            quarantined: number;
            sources: components["schemas"]["sources_documents_Source"][];
            tracked: components["schemas"]["Tracked"] | null;
        };
        /** Refused */
        sources_documents_Refused: {
            code: string;
            connector: string;
            file: string;
            original: string;
            quarantine_id: string;
            quarantined_at: string;
            reason: string;
            row: number;
            source: string;
        };
        /** Source */
        sources_documents_Source: {
            by_key: boolean;
            connector: string | null;
            connectors: string[];
            enabled: boolean;
            first_at: string | null;
            last_at: string | null;
            name: string;
            origins: string[];
            rows: number;
        };
        /** Spend */
        Spend: {
            campaigns: components["schemas"]["Spent"][];
            channels: components["schemas"]["Spent"][];
            cost: number;
            cost_not_shared: number;
            cost_of_everybody: number;
            cost_per_new_customer: components["schemas"]["Estimate"] | null;
            cost_to_keep: components["schemas"]["Won"];
            cost_to_win: components["schemas"]["Won"];
            cost_without_orders: number;
            currency: string;
            first_on: string | null;
            /** @enum {string} */
            joined_by: "order_date" | "touch_date";
            last_on: string | null;
            left_out_rows_of_other_currencies: number;
            look_back_days: number;
            models: string[];
            new_customers: number;
            payback_months: components["schemas"]["Payback"] | null;
            products: components["schemas"]["Product"][];
            spent_on_other_days: boolean;
        };
        /** Spent */
        Spent: {
            campaign?: string;
            channel?: string;
            clicks: number | null;
            cost: number;
            cost_per_new_customer: components["schemas"]["Estimate"] | null;
            cost_to_keep: number | null;
            cost_to_win: number | null;
            /** @constant */
            incremental: "not_identified";
            models: components["schemas"]["Return"][];
            orders_kept: components["schemas"]["Estimate"] | null;
            orders_won: components["schemas"]["Estimate"] | null;
            payback_months: components["schemas"]["Payback"] | null;
            platform?: string;
            reason: string;
            return_rate: components["schemas"]["GivenBack"];
            /** @enum {null|string} */
            verdict: "keep" | "change" | "stop" | "test" | null;
        };
        /** Stage */
        Stage: {
            label: string;
            stage: string;
        };
        /** StageCount */
        StageCount: {
            high: number | null;
            label: string;
            low: number | null;
            people: number;
            share: number | null;
            stage: string;
            touchpoints: number;
        };
        /** Stages */
        Stages: {
            customers: number;
            stages: components["schemas"]["StageCount"][];
        };
        /** Stake */
        Stake: {
            currency: string;
            mean: number;
            orders: number;
            steps: (components["schemas"]["AtStake"] | null)[];
        };
        /** Start */
        Start: {
            account: boolean;
            built: boolean;
            events: boolean;
            sources: boolean;
            stages: components["schemas"]["Stage"][];
        };
        /** Stated */
        Stated: {
            at: string;
            event: string;
            event_id: string;
            purpose: string;
            purpose_label: string;
            received_at: string;
            said: string;
            source: string;
            state: string;
            state_label: string;
        };
        /** Status */
        Status: {
            coverage: components["schemas"]["Coverage"] | null;
            freshness: components["schemas"]["Freshness"];
            health: components["schemas"]["Finding"][];
            moved: components["schemas"]["Shifted"][];
            shop: string;
            tables: {
                [key: string]: components["schemas"]["Rows"];
            };
            workspace: string;
        };
        /** Subject */
        Subject: {
            consent: components["schemas"]["Stated"][];
            customers: string[];
            erased: boolean;
            events: number;
            identifiers: components["schemas"]["Identifier"][];
            orders: number;
            restricted: boolean;
        };
        /** Sums */
        Sums: {
            cost: string;
            new_customers: number;
            orders: number;
            revenue: string;
            touchpoints: number;
        };
        /** Today */
        Today: {
            as_of: string;
            changes: components["schemas"]["Change"][];
            checked: components["schemas"]["DecidedMove"][];
            currency: string;
            headline: string;
            language: string;
            moves: components["schemas"]["Move"][];
            notes: string[];
            put_aside: components["schemas"]["DecidedMove"][];
            shop: string;
            since: components["schemas"]["Since"] | null;
            underway: components["schemas"]["DecidedMove"][];
        };
        /** Token */
        Token: {
            created_at: string;
            enabled: boolean;
            expires_at: string | null;
            made_by: string;
            name: string;
            revoked_at: string | null;
            scopes: ("read" | "change" | "manage" | "personal_data")[];
            used_at: string | null;
        };
        /** Tokens */
        Tokens: {
            tokens: components["schemas"]["Token"][];
        };
        /** Totals */
        Totals: {
            buyers: number;
            currency: string;
            customers: number;
            orders: number;
            revenue: string;
            revenue_gross: string;
            touchpoints: number;
        };
        /** Touch */
        Touch: {
            at: string;
            campaign: string | null;
            channel: string | null;
            counts: boolean;
            credit: {
                [key: string]: number;
            };
            known_by: components["schemas"]["KnownBy"] | null;
            name: string;
            /** @enum {string} */
            reason: "order" | "counts" | "another_cycle" | "after_order" | "no_channel" | "outside_window" | "no_consent";
            rule: string | null;
            source: string;
            why: string;
        };
        /** Tracked */
        Tracked: {
            taken: number;
            tracked: number;
        };
        /** Transition */
        Transition: {
            count: number;
            customers: number;
            from: string;
            to: string;
        };
        /** TriedVisit */
        TriedVisit: {
            /** @default  */
            referrer?: string;
            text?: string | null;
            /** @default  */
            url?: string;
        };
        /** Upload */
        Upload: {
            id: string;
            name: string;
            size: number;
        };
        /** User */
        User: {
            created_at: string;
            email: string;
            enabled: boolean;
            personal_data: boolean;
            /** @enum {string} */
            role: "owner" | "analyst" | "viewer";
        };
        /** Users */
        Users: {
            users: components["schemas"]["User"][];
        };
        /** Vocabulary */
        Vocabulary: {
            as_of: string | null;
            columns: string[];
            events: components["schemas"]["Event"][];
            funnel: string[];
            models: string[];
            period: components["schemas"]["Period"] | null;
            shop: components["schemas"]["Shop"];
            time_zone: string;
            words: {
                [key: string]: {
                    [key: string]: string;
                };
            };
        };
        /** Warned */
        Warned: {
            /** @constant */
            code: "never_met";
            name: string;
            nearest: string | null;
        };
        /** Whom */
        Whom: {
            identifier?: string | null;
            request?: string | null;
        };
        /** Won */
        Won: {
            cost: number;
            each: components["schemas"]["Estimate"] | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AnalysisDocumentsLink = components['schemas']['analysis_documents_Link'];
export type Annotation = components['schemas']['Annotation'];
export type Annotations = components['schemas']['Annotations'];
export type Answer = components['schemas']['Answer'];
export type Answers = components['schemas']['Answers'];
export type AppliedDraft = components['schemas']['AppliedDraft'];
export type Arrival = components['schemas']['Arrival'];
export type Arrivals = components['schemas']['Arrivals'];
export type AtStake = components['schemas']['AtStake'];
export type Attribution = components['schemas']['Attribution'];
export type Audit = components['schemas']['Audit'];
export type Basis = components['schemas']['Basis'];
export type Behind = components['schemas']['Behind'];
export type Cause = components['schemas']['Cause'];
export type Change = components['schemas']['Change'];
export type ChangedSettings = components['schemas']['ChangedSettings'];
export type ChangedUser = components['schemas']['ChangedUser'];
export type ChannelRules = components['schemas']['ChannelRules'];
export type Chart = components['schemas']['Chart'];
export type Classified = components['schemas']['Classified'];
export type Column = components['schemas']['Column'];
export type Computed = components['schemas']['Computed'];
export type Concerned = components['schemas']['Concerned'];
export type Consent = components['schemas']['Consent'];
export type Contact = components['schemas']['Contact'];
export type Contacts = components['schemas']['Contacts'];
export type Cost = components['schemas']['Cost'];
export type Coverage = components['schemas']['Coverage'];
export type Credentials = components['schemas']['Credentials'];
export type Credited = components['schemas']['Credited'];
export type Day = components['schemas']['Day'];
export type Days = components['schemas']['Days'];
export type Decided = components['schemas']['Decided'];
export type DecidedMove = components['schemas']['DecidedMove'];
export type DescribedSegment = components['schemas']['DescribedSegment'];
export type Disabled = components['schemas']['Disabled'];
export type Disagreement = components['schemas']['Disagreement'];
export type Display = components['schemas']['Display'];
export type DocumentsSource = components['schemas']['documents_Source'];
export type Done = components['schemas']['Done'];
export type Draft = components['schemas']['Draft'];
export type Duration = components['schemas']['Duration'];
export type Entry = components['schemas']['Entry'];
export type Erasing = components['schemas']['Erasing'];
export type Estimate = components['schemas']['Estimate'];
export type Event = components['schemas']['Event'];
export type Example = components['schemas']['Example'];
export type Excluded = components['schemas']['Excluded'];
export type Explained = components['schemas']['Explained'];
export type Field = components['schemas']['Field'];
export type Figure = components['schemas']['Figure'];
export type FiguresMoved = components['schemas']['FiguresMoved'];
export type FilePreview = components['schemas']['FilePreview'];
export type Finding = components['schemas']['Finding'];
export type Freshness = components['schemas']['Freshness'];
export type Funnel = components['schemas']['Funnel'];
export type FunnelGroup = components['schemas']['FunnelGroup'];
export type FunnelStep = components['schemas']['FunnelStep'];
export type GivenBack = components['schemas']['GivenBack'];
export type Heading = components['schemas']['Heading'];
export type Identifier = components['schemas']['Identifier'];
export type Incident = components['schemas']['Incident'];
export type Job = components['schemas']['Job'];
export type Jobs = components['schemas']['Jobs'];
export type JobsDocumentsChoice = components['schemas']['jobs_documents_Choice'];
export type JobsDocumentsRefused = components['schemas']['jobs_documents_Refused'];
export type JobsDocumentsSaid = components['schemas']['jobs_documents_Said'];
export type Known = components['schemas']['Known'];
export type KnownBy = components['schemas']['KnownBy'];
export type LeftOut = components['schemas']['LeftOut'];
export type LevelRow = components['schemas']['LevelRow'];
export type Levels = components['schemas']['Levels'];
export type MadeToken = components['schemas']['MadeToken'];
export type Mark = components['schemas']['Mark'];
export type Merge = components['schemas']['Merge'];
export type Moment = components['schemas']['Moment'];
export type Money = components['schemas']['Money'];
export type Move = components['schemas']['Move'];
export type Moved = components['schemas']['Moved'];
export type MovedBy = components['schemas']['MovedBy'];
export type MovedCause = components['schemas']['MovedCause'];
export type MovedFigure = components['schemas']['MovedFigure'];
export type MovedMonth = components['schemas']['MovedMonth'];
export type Named = components['schemas']['Named'];
export type NewAnnotation = components['schemas']['NewAnnotation'];
export type NewJob = components['schemas']['NewJob'];
export type NewPassword = components['schemas']['NewPassword'];
export type NewSource = components['schemas']['NewSource'];
export type NewToken = components['schemas']['NewToken'];
export type NewUser = components['schemas']['NewUser'];
export type OpenShop = components['schemas']['OpenShop'];
export type Order = components['schemas']['Order'];
export type Outcome = components['schemas']['Outcome'];
export type Path = components['schemas']['Path'];
export type Paths = components['schemas']['Paths'];
export type Payback = components['schemas']['Payback'];
export type PeopleDocumentsChoice = components['schemas']['people_documents_Choice'];
export type PeopleDocumentsLink = components['schemas']['people_documents_Link'];
export type PeopleDocumentsSaid = components['schemas']['people_documents_Said'];
export type Period = components['schemas']['Period'];
export type Perplexity = components['schemas']['Perplexity'];
export type Person = components['schemas']['Person'];
export type Place = components['schemas']['Place'];
export type Predictability = components['schemas']['Predictability'];
export type Preview = components['schemas']['Preview'];
export type Privacy = components['schemas']['Privacy'];
export type PrivacyRequest = components['schemas']['PrivacyRequest'];
export type Problem = components['schemas']['Problem'];
export type Product = components['schemas']['Product'];
export type Quarantine = components['schemas']['Quarantine'];
export type Readmitted = components['schemas']['Readmitted'];
export type Reason = components['schemas']['Reason'];
export type Recent = components['schemas']['Recent'];
export type Restricted = components['schemas']['Restricted'];
export type Retention = components['schemas']['Retention'];
export type Retried = components['schemas']['Retried'];
export type Return = components['schemas']['Return'];
export type Row = components['schemas']['Row'];
export type Rows = components['schemas']['Rows'];
export type Rule = components['schemas']['Rule'];
export type Rules = components['schemas']['Rules'];
export type SaidFinding = components['schemas']['SaidFinding'];
export type SavedSegment = components['schemas']['SavedSegment'];
export type SavedSegments = components['schemas']['SavedSegments'];
export type SeenPerson = components['schemas']['SeenPerson'];
export type Session = components['schemas']['Session'];
export type Settings = components['schemas']['Settings'];
export type Shifted = components['schemas']['Shifted'];
export type Shop = components['schemas']['Shop'];
export type Shops = components['schemas']['Shops'];
export type ShopSettings = components['schemas']['ShopSettings'];
export type Since = components['schemas']['Since'];
export type SourceKey = components['schemas']['SourceKey'];
export type Sources = components['schemas']['Sources'];
export type SourcesDocumentsRefused = components['schemas']['sources_documents_Refused'];
export type SourcesDocumentsSource = components['schemas']['sources_documents_Source'];
export type Spend = components['schemas']['Spend'];
export type Spent = components['schemas']['Spent'];
export type Stage = components['schemas']['Stage'];
export type StageCount = components['schemas']['StageCount'];
export type Stages = components['schemas']['Stages'];
export type Stake = components['schemas']['Stake'];
export type Start = components['schemas']['Start'];
export type Stated = components['schemas']['Stated'];
export type Status = components['schemas']['Status'];
export type Subject = components['schemas']['Subject'];
export type Sums = components['schemas']['Sums'];
export type Today = components['schemas']['Today'];
export type Token = components['schemas']['Token'];
export type Tokens = components['schemas']['Tokens'];
export type Totals = components['schemas']['Totals'];
export type Touch = components['schemas']['Touch'];
export type Tracked = components['schemas']['Tracked'];
export type Transition = components['schemas']['Transition'];
export type TriedVisit = components['schemas']['TriedVisit'];
export type Upload = components['schemas']['Upload'];
export type User = components['schemas']['User'];
export type Users = components['schemas']['Users'];
export type Vocabulary = components['schemas']['Vocabulary'];
export type Warned = components['schemas']['Warned'];
export type Whom = components['schemas']['Whom'];
export type Won = components['schemas']['Won'];
export type $defs = Record<string, never>;
export interface operations {
    ApiV1AnnotationsListed: {
        parameters: {
            query?: {
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notes, the latest day first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Annotations"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1AnnotationsAdded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAnnotation"];
            };
        };
        responses: {
            /** @description What happened from a day to another, both included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Annotation"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1AnnotationsNumberRemoved: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a note. */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notes, the latest day first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Annotations"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1AnswersAnswers: {
        parameters: {
            query?: {
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description The language of the sentences. */
                language?: "en" | "it";
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description The six answers.
             *
             *         ``totals`` is a list where orders came in several currencies and no rates were imported; ``summary`` says it.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answers"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ArrivalsArrivals: {
        parameters: {
            query?: {
                /** @description How many at most. */
                last?: number;
                /** @description Only what came from the source of this name. */
                source?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came in last, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arrivals"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1AttributionCredited: {
        parameters: {
            query?: {
                /** @description What earns. */
                by?: "channel" | "campaign" | "source_medium" | "creative" | "landing";
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description Of last_non_direct: what is passed over. */
                direct?: string;
                /** @description Of time_decay. */
                half_life?: string;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description Whether to draw 95% intervals. */
                interval?: boolean;
                /** @description How long before a conversion a touch may earn, such as 30d. */
                look_back?: string | null;
                /** @description Of markov. */
                markov_order?: number;
                /** @description Names of models, repeated or with commas; all where none is named. */
                models?: string[] | null;
                /** @description Of position_based: percent of first and last. */
                position?: string;
                /** @description Whether a refund takes from its order's day or its own. */
                refunds?: "order_date" | "refund_date";
                /** @description Of the intervals' draws. */
                seed?: number;
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Models side by side: each lists everything that any of them lists, and its credits add up to the totals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attribution"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1AuditAudit: {
        parameters: {
            query?: {
                /** @description Only what is older than the entry of this id. */
                before?: number | null;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries of the audit log, newest first; ``next`` is the ``before`` of those that follow, null at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ChannelRulesShown: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules in force, in the order they are tried; ``text`` is the shop's own, or what to begin with. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelRules"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ChannelRulesApplied: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppliedDraft"];
            };
        };
        responses: {
            /** @description The rules in force, in the order they are tried; ``text`` is the shop's own, or what to begin with. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelRules"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ChannelRulesPreviewPreview: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Draft"];
            };
        };
        responses: {
            /** @description What a draft would change of the last days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ChannelRulesTryTried: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriedVisit"];
            };
        };
        responses: {
            /** @description The channel of a visit, null for one that is no arrival, and the rule that says so. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Classified"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ChannelRulesUndoUndone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules in force, in the order they are tried; ``text`` is the shop's own, or what to begin with. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelRules"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1DaysCounted: {
        parameters: {
            query?: {
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every day that there is data of, those with nothing too; the last one may not be over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Days"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ExplainOrderExplained: {
        parameters: {
            query?: {
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description The order's number, as the shop gave it; without the right to personal data the masks of its customer and its own, with a slash between. */
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One order, whose it is, and each touch before it; ``number`` is 1 for a customer's first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explained"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1FunnelCounted: {
        parameters: {
            query: {
                /** @description Of which step the value counts that breaks it down. */
                attribution?: "first" | "last" | "all";
                /** @description A column to break down by, such as channel or trait.city. */
                by?: string | null;
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description Whether other events may lie between. */
                order?: "ordered" | "strict" | "unordered";
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description Names of events, in their order: repeated, or with commas between them. */
                steps: string[];
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
                /** @description COLUMN=VALUE: only rows that say so count. */
                where?: string[] | null;
                /** @description From the first step to the last, such as 7d or 90m. */
                within?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who takes steps within a time; ``groups`` only where it is broken down, ``stake`` where the end is an order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Funnel"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1FunnelPeopleBehind: {
        parameters: {
            query: {
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description How many people. */
                limit?: number;
                /** @description How many of them to pass over. */
                offset?: number;
                /** @description Whether other events may lie between. */
                order?: "ordered" | "strict" | "unordered";
                /** @description What the list is made for: who does not allow it is left out. */
                purpose?: "analytics" | "personalisation" | "marketing" | "ad_sharing" | null;
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The number of a step, from 1. */
                step: number;
                /** @description Names of events, in their order: repeated, or with commas between them. */
                steps: string[];
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
                /** @description COLUMN=VALUE: only rows that say so count. */
                where?: string[] | null;
                /** @description Who took the step, or who went no further than before it. */
                which?: "reached" | "lost";
                /** @description From the first step to the last, such as 7d or 90m. */
                within?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description People behind a figure, those seen last first: some, and how many there are in all.
             *
             *         Of a list that is made for a purpose, ``left_out`` do not allow it, and are not among the total.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Behind"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1IdentityLevelsIdentityLevels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much answers depend on who is taken for one person, channel by channel. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Levels"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1JobsListed: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Jobs, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1JobsBegun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /**
             * @description Work that takes long.
             *
             *         ``done`` of ``of`` parts of ``step`` are done, or ``done`` rows where ``of`` is null; ``result`` counts what came of
             *         it, ``said`` says it of an erasure, ``problem`` says why it failed or was cut off.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1JobsShown: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description The id of a job. */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description Work that takes long.
             *
             *         ``done`` of ``of`` parts of ``step`` are done, or ``done`` rows where ``of`` is null; ``result`` counts what came of
             *         it, ``said`` says it of an erasure, ``problem`` says why it failed or was cut off.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1JobsCancelled: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description The id of a job. */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description Work that takes long.
             *
             *         ``done`` of ``of`` parts of ``step`` are done, or ``done`` rows where ``of`` is null; ``result`` counts what came of
             *         it, ``said`` says it of an erasure, ``problem`` says why it failed or was cut off.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1JobsReportReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a job. */
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1MovedShown: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What builds of the last 30 days changed of days that were over; ``headline`` is empty where nothing did. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FiguresMoved"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1MovesDecide: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description The id of a move, as GET /api/v1/today gives it. */
                move: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decided"];
            };
        };
        responses: {
            /**
             * @description What is worth doing next: at most five moves, data faults first, then by what they bring at least.
             *
             *         ``since`` is null on an account's first visit, and for whoever shows a token.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Today"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1MovesPeopleConcerned: {
        parameters: {
            query?: {
                /** @description How many people. */
                limit?: number;
                /** @description How many of them to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description The id of a move, as GET /api/v1/today gives it. */
                move: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description People behind a figure, those seen last first: some, and how many there are in all.
             *
             *         Of a list that is made for a purpose, ``left_out`` do not allow it, and are not among the total.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Behind"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PathsFollowed: {
        parameters: {
            query?: {
                /** @description What a path is made of: event, or another column. */
                by?: string;
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How far a path is followed. */
                depth?: number;
                /** @description Paths begin with a person's first of this. */
                from?: string | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description Whether repeats in a row stay several. */
                loops?: boolean;
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description Paths end with a person's first of this. */
                to?: string | null;
                /** @description How many whole paths to list. */
                top?: number;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What follows what; ``shown`` is the share of people whose whole path is listed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paths"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PathsPeopleTakers: {
        parameters: {
            query: {
                /** @description What a path is made of: event, or another column. */
                by?: string;
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How far a path is followed. */
                depth?: number;
                /** @description Paths begin with a person's first of this. */
                from?: string | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description How many people. */
                limit?: number;
                /** @description Whether repeats in a row stay several. */
                loops?: boolean;
                /** @description How many of them to pass over. */
                offset?: number;
                /** @description What lies on the path, in its order: repeated, or with commas between. */
                path: string[];
                /** @description What the list is made for: who does not allow it is left out. */
                purpose?: "analytics" | "personalisation" | "marketing" | "ad_sharing" | null;
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description Paths end with a person's first of this. */
                to?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description People behind a figure, those seen last first: some, and how many there are in all.
             *
             *         Of a list that is made for a purpose, ``left_out`` do not allow it, and are not among the total.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Behind"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PeopleMembers: {
        parameters: {
            query?: {
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description How many people. */
                limit?: number;
                /** @description How many of them to pass over. */
                offset?: number;
                /** @description What the list is made for: who does not allow it is left out. */
                purpose?: "analytics" | "personalisation" | "marketing" | "ad_sharing" | null;
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description People behind a figure, those seen last first: some, and how many there are in all.
             *
             *         Of a list that is made for a purpose, ``left_out`` do not allow it, and are not among the total.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Behind"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PeopleIdentifierPerson: {
        parameters: {
            query?: {
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description A user id, e-mail, order id, anonymous id or customer id; the mask that stands in lists of people for whoever may not see whom data is of. */
                identifier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description One person, everything known of them, and their way in order.
             *
             *         ``recent`` is what came in since the last build; ``customer_id`` is null while there is nothing else.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyShown: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is asked of the shop, what it keeps of people and where, and what was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Privacy"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyEraseErase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Erasing"];
            };
        };
        responses: {
            /**
             * @description Work that takes long.
             *
             *         ``done`` of ``of`` parts of ``step`` are done, or ``done`` rows where ``of`` is null; ``result`` counts what came of
             *         it, ``said`` says it of an erasure, ``problem`` says why it failed or was cut off.
             */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyExportExported: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Whom"];
            };
        };
        responses: {
            /** @description JSON lines, and a page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyFindFound: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Whom"];
            };
        };
        responses: {
            /** @description A person, before anything is done: what they are known by, how much there is, and what they allowed, in time. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subject"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyReadmitReadmit: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Whom"];
            };
        };
        responses: {
            /** @description How many marks of an erasure were lifted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readmitted"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyReleaseRelease: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Whom"];
            };
        };
        responses: {
            /** @description Whether a person's data rests now, by so many identifiers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restricted"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyRequestsRequestIdAnsweredAnswered: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description The id of a privacy request. */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is asked of the shop, what it keeps of people and where, and what was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Privacy"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1PrivacyRestrictRestrict: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Whom"];
            };
        };
        responses: {
            /** @description Whether a person's data rests now, by so many identifiers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restricted"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1QuarantineQuarantine: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: number;
                /** @description How many to leave out. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows in quarantine, a part of them; ``total`` is how many there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quarantine"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1QuarantineRetryRetry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many rows passed and left quarantine, and how many stay. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SegmentsListed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The segments, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSegments"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SegmentsCreated: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DescribedSegment"];
            };
        };
        responses: {
            /** @description A segment; ``conditions`` are null where they are on traits and whoever asks may not see whom data is of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSegment"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SegmentsNameOne: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a segment, as GET /api/v1/segments gives it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A segment; ``conditions`` are null where they are on traits and whoever asks may not see whom data is of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSegment"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SegmentsNameDeleted: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a segment, as GET /api/v1/segments gives it. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The segments, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSegments"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SessionShown: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description Who asks.
             *
             *         After a login ``login_needed`` may still be true: another shop of this server let them in (``GET /api/v1/shops``).
             *         ``shop`` is its name and ``time_zone`` its own, null for whoever is not let in; ``name`` is null for nobody who is
             *         known, ``rights`` then what anybody may; ``csrf`` is what a page of this session sends as X-CSRF-Token with every
             *         change.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SessionLogIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /**
             * @description Who asks.
             *
             *         After a login ``login_needed`` may still be true: another shop of this server let them in (``GET /api/v1/shops``).
             *         ``shop`` is its name and ``time_zone`` its own, null for whoever is not let in; ``name`` is null for nobody who is
             *         known, ``rights`` then what anybody may; ``csrf`` is what a page of this session sends as X-CSRF-Token with every
             *         change.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong passwords; Retry-After says when the next is taken. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SessionLogOut: {
        parameters: {
            query?: {
                /** @description Whether to end the sessions in other browsers too. */
                everywhere?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description Who asks.
             *
             *         After a login ``login_needed`` may still be true: another shop of this server let them in (``GET /api/v1/shops``).
             *         ``shop`` is its name and ``time_zone`` its own, null for whoever is not let in; ``name`` is null for nobody who is
             *         known, ``rights`` then what anybody may; ``csrf`` is what a page of this session sends as X-CSRF-Token with every
             *         change.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SessionPasswordChangePassword: {
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
            /**
             * @description Who asks.
             *
             *         After a login ``login_needed`` may still be true: another shop of this server let them in (``GET /api/v1/shops``).
             *         ``shop`` is its name and ``time_zone`` its own, null for whoever is not let in; ``name`` is null for nobody who is
             *         known, ``rights`` then what anybody may; ``csrf`` is what a page of this session sends as X-CSRF-Token with every
             *         change.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many wrong passwords; Retry-After says when the next is taken. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SettingsShown: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description The shop's settings; ``followed`` is false while history is still as it was before their last change.
             *
             *         ``own_stages`` is true where stage rules of the shop's own, named in percorso.toml, take the place of the model.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SettingsChanged: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedSettings"];
            };
        };
        responses: {
            /**
             * @description The shop's settings; ``followed`` is false while history is still as it was before their last change.
             *
             *         ``own_stages`` is true where stage rules of the shop's own, named in percorso.toml, take the place of the model.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1ShopsShops: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shops of this server that whoever asks is let in to, in their order; others are not told of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shops"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SourcesListed: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where data comes from and how it is; ``tracked`` is null where there is nothing to compare. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sources"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SourcesCreate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSource"];
            };
        };
        responses: {
            /** @description A source's key, and what a shop pastes into the head of its pages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceKey"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SourcesNameDisableDisable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a source. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source that is let in no more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disabled"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SourcesNameRotateRotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a source. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A source's key, and what a shop pastes into the head of its pages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceKey"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SourcesNameSnippetPasted: {
        parameters: {
            query?: {
                /** @description Whether the consent banner asks first. */
                banner?: boolean;
            };
            header?: never;
            path: {
                /** @description The name of a source. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A source's key, and what a shop pastes into the head of its pages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceKey"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1SpendSpent: {
        parameters: {
            query?: {
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description How much evidence makes one person. */
                identity?: "strict" | "default" | "loose";
                /** @description Whether credit counts on the days of orders, or of the touches that earn it. */
                joined_by?: "order_date" | "touch_date";
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
                /** @description The first day that counts, such as 2026-10-01. */
                since?: string | null;
                /** @description The last day that counts, in the shop's zone. */
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description Cost beside credit, by campaign and by channel.
             *
             *         Of a segment ``cost`` is its part of ``cost_of_everybody``, by the contacts each campaign brought;
             *         ``cost_not_shared`` is what of that no contact tells of, and nobody's part.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spend"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1StagesStages: {
        parameters: {
            query?: {
                /** @description Only customers of whom this is true, such as orders>=2; repeated. */
                condition?: string[] | null;
                /** @description The language of the sentences. */
                language?: "en" | "it";
                /** @description Only the members of a segment, by its name. */
                segment?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stages in their order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stages"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1StartShown: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far a workspace is from its first figure, and how the stages of the way are named. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Start"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1StatusStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is stored, how fresh it is, what is wrong with it; ``coverage`` is null before the first build. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1TodayToday: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description What is worth doing next: at most five moves, data faults first, then by what they bring at least.
             *
             *         ``since`` is null on an account's first visit, and for whoever shows a token.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Today"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1TokensListedTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1TokensCreate: {
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
            /** @description A token as a program shows it; it is shown this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeToken"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1TokensNameRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a token. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1UploadsDrop: {
        parameters: {
            query?: {
                /** @description What the file is called; only shown. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file that was dropped, kept until it is imported, a day at most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1UploadsPreviewPreview: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path: {
                /** @description The id of a dropped file. */
                upload: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["jobs_documents_Choice"];
            };
        };
        responses: {
            /** @description What a dropped file holds; ``taken``, ``refused`` and ``left_out`` are of its first rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePreview"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1UsersUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The accounts by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1UsersCreate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description The accounts by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1UsersEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An account's e-mail address. */
                email: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedUser"];
            };
        };
        responses: {
            /** @description The accounts by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing by that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ApiV1VocabularySpoken: {
        parameters: {
            query?: {
                /** @description The language of the sentences. */
                language?: "en" | "it";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What may be asked of the journeys; ``funnel`` are steps to begin with, ``words`` what data is called. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vocabulary"];
                };
            };
            /** @description A parameter that cannot be taken. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody is logged in, and no token was shown that lets anybody in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role or token does not allow it, or another site's page asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing has been built yet, there is nothing to undo, somebody changed it meanwhile, too much waits already, or it cannot be stopped. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
