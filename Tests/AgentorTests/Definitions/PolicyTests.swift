import AgentorCore
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorFCGI

/// What holds for every table and function there is, so that a new one cannot be forgotten.
@Suite("Row level security", .database(agentorDatabase))
struct PolicyTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase.current
    }

    @Test("every table of every schema enables and forces it")
    func forced() throws {
        let tables = try database.administer(
            """
            select relname, relrowsecurity and relforcerowsecurity from pg_class
            where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('agentor', 'messaging', 'public')
            """)
        #expect(tables.count >= 10)
        #expect(tables.filter { $0[1] != "t" }.isEmpty)
    }

    @Test("a new database has nobody in it")
    func empty() throws {
        #expect(try database.administer("select from agentor.accounts").isEmpty)
        #expect(try database.administer("select from messaging.users").isEmpty)
    }

    @Test("the serving roles own nothing and bypass nothing", arguments: ["agentor_app", "agentor_door"])
    func servingRole(role: String) throws {
        let owned = try database.administer(
            """
            select relname from pg_class where relowner = '\(role)'::regrole
            union all select proname from pg_proc where proowner = '\(role)'::regrole
            union all select rolname from pg_roles where rolname = '\(role)' and (rolsuper or rolbypassrls or rolcreaterole)
            union all select 'temporary tables' where has_database_privilege('\(role)', current_database(), 'temporary')
            union all select nspname from pg_namespace where has_schema_privilege('\(role)', oid, 'create')
            """)
        #expect(owned.isEmpty)
    }

    @Test("the serving roles can lock no table in a way that keeps others from writing")
    func locks() throws {
        let tables = try database.administer(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('agentor', 'messaging', 'public')
            """
        ).compactMap { $0[0] }
        #expect(tables.count >= 15)
        for (conninfo, table) in [database.app, database.door].flatMap({ role in tables.map { (role, $0) } })
        {
            let connection = try Connection.open(
                try ConnectionParameters(parsing: conninfo), applicationName: "test", timeout: .seconds(10),
                logger: TestDatabase.logger)
            for mode in ["share", "share row exclusive", "exclusive", "access exclusive"] {
                #expect(throws: PostgresError.self, "\(table) in \(mode) mode") {
                    try connection.run("begin; lock table \(table) in \(mode) mode; rollback")
                }
                _ = try? connection.run("rollback")
            }
        }
    }

    @Test("each function is granted by name to those who need it, and there is none besides")
    func grants() throws {
        let rows = try database.administer(
            """
            select p.oid::regproc::text, has_function_privilege('agentor_app', p.oid, 'execute'),
                has_function_privilege('agentor_door', p.oid, 'execute'), p.prorettype = 'trigger'::regtype
            from pg_proc p where p.pronamespace::regnamespace::text in ('agentor', 'messaging')
            """)
        func names(_ isApp: String, _ isDoor: String) -> Set<String> {
            Set(rows.filter { $0[1] == isApp && $0[2] == isDoor && $0[3] == "f" }.compactMap { $0[0] })
        }
        #expect(
            names("t", "f") == [
                "agentor.enter", "agentor.state", "agentor.lock_viewer", "agentor.rename", "agentor.agree",
                "agentor.renew_session", "agentor.end_session", "agentor.touch_session",
                "agentor.cancel_email", "agentor.disconnect",
                "agentor.publish_agent", "agentor.withdraw_agent", "agentor.content_of",
                "agentor.add_service", "agentor.open_room", "agentor.ask_about", "agentor.enquiries_in",
                "agentor.save_person", "agentor.forget_person", "agentor.saved_agents",
                "agentor.save_search", "agentor.remove_search", "agentor.set_feed", "agentor.directory_news",
                "agentor.keep_message_search", "agentor.save_message_search",
                "agentor.forget_message_searches",
                "agentor.find_report", "agentor.report", "agentor.own_reports",
                "agentor.moderates", "agentor.waiting_cases", "agentor.report_case", "agentor.case_reports",
                "agentor.former_cases", "agentor.take_case", "agentor.decide_case",
                "agentor.begin_view",
                "agentor.deciders", "agentor.decided_cases",
                "agentor.administers", "agentor.find_people", "agentor.see_person", "agentor.sessions_of",
                "agentor.cases_about", "agentor.administer", "agentor.unlock_person",
                "agentor.take_factor_off",
                "agentor.begin_challenge_of", "agentor.create_person", "agentor.pending_sign_ups",
                "agentor.complete_sign_up", "agentor.waiting_people", "agentor.invite_address",
                "agentor.admit_people", "agentor.sign_everybody_out", "agentor.site_figures",
                "agentor.audit_lines", "agentor.exported_lines", "agentor.note_export",
                "agentor.queued_mails", "agentor.change_mail", "agentor.governed_channels",
                "agentor.govern_channel",
                "agentor.listed_limits", "agentor.set_limit", "agentor.site_health",
                "agentor.greatest_quotas",
                "agentor.listed_care_rules", "agentor.change_care_rule", "agentor.weigh_first_message",
                "agentor.own_newness", "agentor.rule_case", "agentor.held_words", "agentor.flag_own",
                "agentor.recent_first_messages", "agentor.recent_accounts", "agentor.recent_look_alikes",
                "agentor.hide_case",
                "agentor.case_decision", "agentor.case_proposal", "agentor.answer_proposal",
                "agentor.waiting_appeals", "agentor.decide_appeal", "agentor.own_decisions",
                "agentor.own_silence", "messaging.own_hidden", "messaging.own_sent_files",
                "agentor.add_work", "agentor.change_work", "agentor.show_work",
                "agentor.move_work", "agentor.delete_work", "agentor.picture_service", "messaging.own_album",
                "agentor.drop_profile_draft",
                "agentor.invite_by_mail", "agentor.renew_mailed_invitation",
                "agentor.own_mailed_invitations", "agentor.is_invitation_wanted",
                "agentor.set_unread_feed", "agentor.subscribe_push", "agentor.unsubscribe_push",
                "agentor.find_channels", "agentor.kindred_channels",
                "agentor.channel_facets",
                "agentor.find_services", "messaging.acquaintances",
                "messaging.viewer", "messaging.dismiss", "messaging.spread_activity", "messaging.leave",
                "messaging.own_messages", "messaging.own_versions", "messaging.own_channels",
                "messaging.edit_message", "messaging.delete_message", "messaging.introduce",
                "messaging.change_handle", "messaging.in_charge", "messaging.has_look_alike",
                "messaging.correspondent", "messaging.begin_conversation", "messaging.shelve",
                "agentor.choose_missed_mail", "messaging.choose_level", "messaging.notifications",
                "messaging.new_notifications",
                "messaging.see_notifications", "messaging.default_level", "messaging.concerning",
                "messaging.unread_texts", "messaging.told_texts",
                "messaging.choose_notifications", "messaging.own_quiet_hours_end", "messaging.company",
                "messaging.group_of", "messaging.begin_group",
                "messaging.be_reached_by", "messaging.other_in", "messaging.quoted", "messaging.set_pace",
                "messaging.set_retention", "agentor.set_retention", "agentor.takes_two_moderators",
                "agentor.set_two_moderators", "agentor.hold_person",
                "agentor.hold_channel",
                "agentor.holds", "agentor.administer_option",
                "messaging.members_called",
                "messaging.own_reach",
                "messaging.choose_presence", "messaging.note_here", "messaging.last_here", "messaging.roster",
                "messaging.circle", "messaging.seen_by", "messaging.mark_read", "messaging.mark_thread_read",
                "messaging.mark_unread",
                "messaging.react", "messaging.own_reactions",
                "messaging.may", "messaging.pin", "messaging.bookmark", "messaging.drop_bookmark",
                "messaging.save_draft", "messaging.schedule", "messaging.reschedule", "messaging.unschedule",
                "messaging.own_scheduled", "messaging.send_due", "messaging.own_bookmarks",
                "messaging.own_drafts", "messaging.text_of", "messaging.names_of", "messaging.texts_of",
                "messaging.add_channel_key", "messaging.asking_place", "messaging.request_text",
                "messaging.search_places", "messaging.search_runs",
                "messaging.file_text", "messaging.file_key", "messaging.first_name", "messaging.originals",
                "messaging.expect_contents", "messaging.keep_file", "messaging.drop_file",
                "messaging.own_pending_files", "messaging.describe_file", "messaging.copy_files",
                "messaging.set_picture", "messaging.remove_picture", "messaging.set_channel_picture",
                "messaging.remove_channel_picture", "messaging.delete_own_file", "messaging.own_files",
                "messaging.own_bytes", "messaging.own_parts", "messaging.own_picture",
                "messaging.folds_anybody", "messaging.distances", "messaging.is_closed",
                "messaging.keep_away",
                "messaging.join_channel", "messaging.give_role", "messaging.remove_message",
                "messaging.remove_messages", "messaging.lock_thread", "messaging.let_newcomers_wait",
                "messaging.count_waiting", "messaging.waiting_messages", "messaging.answer_waiting",
                "messaging.silence",
                "messaging.remove_member", "messaging.lift_ban", "messaging.bans",
                "messaging.describe_channel", "messaging.permit", "messaging.open_channel",
                "messaging.archive_channel", "messaging.move_channel", "messaging.present_slug",
                "messaging.deeds", "messaging.members", "messaging.one_member",
                "messaging.invite", "messaging.invite_by_link", "messaging.revoke_invitation",
                "messaging.invitations", "messaging.own_invitations", "messaging.answer_invitation",
                "messaging.linked_channel", "messaging.enter_by_link",
                "messaging.askable_channel", "messaging.ask_to_join", "messaging.withdraw_request",
                "messaging.waiting_requests", "messaging.requests_to", "messaging.answer_request",
                "messaging.take_requests", "messaging.asked_channels", "messaging.own_requests",
                "messaging.favour", "messaging.file_away", "messaging.make_folder",
                "messaging.change_folder", "messaging.close_folder", "messaging.remove_folder",
            ])
        #expect(
            names("f", "t") == [
                "messaging.wrapped_key", "agentor.end_view", "agentor.end_views",
                "messaging.unfiltered", "messaging.begin_filtering", "messaging.texts_to_filter",
                "messaging.rewritten", "messaging.former_filters", "messaging.keep_filters",
                "agentor.enter_as", "agentor.register", "agentor.credentials", "agentor.is_admitted",
                "agentor.join_waiting_list", "agentor.set_email", "agentor.suspend", "agentor.open_session",
                "agentor.knows_device", "agentor.forget_devices", "agentor.attempt_challenge",
                "agentor.pending_challenge", "agentor.linked_challenge", "agentor.find_identity",
                "agentor.remove_identity", "agentor.take_turn", "agentor.return_turn",
                "agentor.take_turns", "agentor.take_turn_within",
                "agentor.return_turn_within", "agentor.clear_turns", "agentor.claim_mail",
                "agentor.mail_sent",
                "agentor.mail_failed", "agentor.mail_outcome", "agentor.mail_server_takes_utf8",
                "agentor.mail_takes_utf8", "agentor.erase_some",
                "agentor.has_many_pages", "agentor.public_pages",
                "agentor.tidy_directory", "agentor.enter_by_feed",
                "agentor.reckon_responsiveness", "agentor.view_salt", "agentor.count_views",
                "agentor.list_options", "agentor.shown_picture", "agentor.stop_missed_mail",
                "agentor.claim_missed", "agentor.missed_texts", "agentor.refuse_invitations",
                "agentor.told_decision", "agentor.appeal", "agentor.end_suspensions",
                "agentor.care_settings", "agentor.claim_hook_call", "agentor.note_hook_call",
                "agentor.tidy_care",
                "messaging.drop_unsent_files", "messaging.drop_released", "messaging.expiring",
                "messaging.expire",
                "messaging.unused_contents", "messaging.forget_contents",
                "messaging.known_contents", "messaging.used_contents", "messaging.public_picture",
                "messaging.unread_files", "messaging.keep_file_text",
                "messaging.web_channel", "messaging.web_channels", "messaging.web_addresses",
                "messaging.web_page", "messaging.web_page_around", "messaging.web_message",
                "agentor.find_web_channels", "agentor.enter_by_unread_feed", "agentor.claim_push",
                "agentor.push_outcome", "messaging.unread_places",
            ])
        #expect(
            names("t", "t") == [
                "agentor.viewer", "agentor.directory_page", "agentor.directory_corrections",
                "agentor.directory_counts", "agentor.directory_loosened", "agentor.directory_offered",
                "agentor.set_password",
                "agentor.set_erasure", "agentor.set_limits", "agentor.close_session",
                "agentor.close_sessions", "agentor.begin_challenge", "agentor.meet_challenge",
                "agentor.own_challenges", "agentor.drop_challenges", "agentor.second_factor",
                "agentor.take_step",
                "agentor.take_recovery_code", "agentor.set_second_factor", "agentor.set_recovery_codes",
                "agentor.connect_identity", "agentor.enqueue_mail", "agentor.probe",
                "agentor.find_agent", "agentor.services_of", "agentor.room_of", "agentor.answers_of",
                "agentor.works_of", "agentor.samples_of", "agentor.public_acts", "agentor.push_key",
            ])
        #expect(
            names("f", "f") == [
                "messaging.has_key", "messaging.hold_key", "messaging.keep_key", "messaging.outdate_filters",
                "messaging.seal_files", "messaging.reseal_files", "messaging.show_files_anew",
                "messaging.move_file_keys", "agentor.is_suspended",
                "messaging.drop_former_keys",
                "agentor.audit_line", "agentor.add_audit_line", "agentor.record_act",
                "agentor.record_operator_act", "agentor.handle_of", "agentor.record_case_act",
                "agentor.begin_deed", "agentor.sign_out", "agentor.proof_lasts", "agentor.is_proven",
                "agentor.is_view",
                "agentor.open_view", "agentor.finish_view",
                "agentor.is_operator", "agentor.record_keeping", "agentor.care_number",
                "agentor.open_rule_case", "agentor.is_known",
                "agentor.look_alike_of", "agentor.note_trial",
                "messaging.is_unseen", "messaging.meet_unseen", "messaging.is_held",
                "messaging.is_stranger_in", "messaging.hold_message", "messaging.release_held",
                "messaging.refuse_held", "messaging.held_texts", "messaging.hold_first_messages",
                "messaging.shred", "agentor.reportable", "agentor.seen_case", "agentor.taker_of",
                "agentor.change_option", "messaging.is_on_hold", "messaging.set_site_retention",
                "messaging.place_hold", "messaging.lift_hold",
                "messaging.expired_before", "messaging.has_answers", "messaging.take_file_away",
                "messaging.empty_file",
                "agentor.hide_thing", "agentor.carry_out", "agentor.undo_decision", "messaging.hide_message",
                "messaging.show_message", "messaging.withhold_file",
                "messaging.withhold_channel", "agentor.is_closed_channel", "agentor.is_hidden_otherwise",
                "messaging.remove_file",
                "messaging.silence_everywhere", "messaging.refuse_silenced",
                "messaging.keep_out", "messaging.let_in", "messaging.is_kept_out",
                "agentor.hidden_from_viewer", "agentor.is_unspaced", "agentor.words_of", "agentor.lexemes_of",
                "agentor.stem_of", "agentor.key_of", "agentor.rate_step", "agentor.directory_rules",
                "agentor.value_ids", "agentor.hours_id", "agentor.profile_tokens", "agentor.completeness",
                "agentor.profile_on", "agentor.tokens_on", "agentor.working_minutes",
                "agentor.first_messages",
                "agentor.responsiveness_score",
                "agentor.index_agent", "agentor.counted_words", "agentor.quoted", "agentor.any_of",
                "agentor.is_one_off", "agentor.deletes_of", "agentor.words_near", "agentor.expand",
                "agentor.asked_words", "agentor.asked_filters", "agentor.minutes_ahead",
                "agentor.asked_hours",
                "agentor.directory_rows", "agentor.directory_newcomers", "agentor.is_suggestible",
                "agentor.count_directory_changes", "agentor.arrange_tiers", "agentor.directory_tally",
                "agentor.all_of",
                "agentor.channel_rules", "agentor.weight_of", "agentor.hour_of", "agentor.list_channel",
                "agentor.list_channels", "agentor.channels_with", "agentor.channel_words_for",
                "agentor.service_words", "agentor.asked_of_services",
                "messaging.announce", "messaging.erase_some", "messaging.name", "messaging.access_to",
                "messaging.holder_of", "messaging.put_picture", "messaging.fill_album",
                "messaging.empty_album",
                "messaging.album_pictures",
                "messaging.group_key", "messaging.group_access_to",
                "messaging.accept_conversation", "messaging.say_directly",
                "messaging.take_own_message", "messaging.empty_messages",
                "messaging.reply_in_thread", "messaging.called", "messaging.kept_mentions",
                "messaging.mention",
                "messaging.keep_pace", "messaging.misfit", "messaging.hold_scheduled",
                "messaging.forget_kept", "messaging.kept_bytes", "messaging.shown_files",
                "messaging.take_files", "messaging.apart", "messaging.are_apart", "messaging.people_apart",
                "messaging.forget_blocks",
                "agentor.about_rows", "agentor.limit_text", "messaging.outranks",
                "messaging.wait_as_newcomer", "messaging.keep_waiting", "messaging.is_newcomer",
                "messaging.is_kept_quiet", "messaging.is_let_go", "messaging.keeper_of", "messaging.runs",
                "agentor.is_own_case", "messaging.rank", "messaging.allowed",
                "messaging.take_channel", "messaging.record",
                "messaging.revise", "messaging.take_member", "messaging.ban_of", "messaging.say_in_channel",
                "messaging.invite_by_mail", "messaging.renew_mailed",
                "messaging.is_barred", "messaging.is_askable", "messaging.asks_again_at",
                "messaging.may_invite", "messaging.come_in", "messaging.forget_invitations",
                "messaging.concerns", "messaging.takes_part", "messaging.missed", "messaging.missed_texts",
                "agentor.next_morning", "messaging.is_told",
                "messaging.known_zone",
                "messaging.move_clocks", "messaging.quiet_hours_end",
                "messaging.on_web", "messaging.web_rows", "agentor.plan_pushes", "agentor.search_channels",
            ])
        #expect(
            rows.filter { $0[3] == "t" && ($0[1] == "t" || $0[2] == "t") }.isEmpty,
            "triggers are nobody's to call")
    }

    @Test(
        "functions that run as the owner pin their search path, and nobody but the serving role may call them"
    )
    func definers() throws {
        let functions = try database.administer(
            """
            select proname, proconfig::text like '%search_path=%pg_temp%', has_function_privilege('public', oid, 'execute')
            from pg_proc
            where prosecdef and pronamespace::regnamespace::text in ('agentor', 'messaging')
            """)
        #expect(functions.count >= 10)
        #expect(functions.filter { $0[1] != "t" }.isEmpty)
        #expect(functions.filter { $0[2] != "f" }.isEmpty)
    }

    @Test(
        "without an identity the serving role reads no row",
        arguments: [
            "agentor.accounts (id)", "agentor.sessions (account_id)", "agentor.agent_profiles (account_id)",
            "agentor.client_profiles (account_id)", "agentor.consents (account_id)",
            "agentor.second_factors (account_id)", "agentor.recovery_codes (account_id)",
            "agentor.identities (account_id)", "agentor.profile_drafts (account_id)",
        ])
    func nobody(place: String) async throws {
        let ada = try await Browser.person("Ada", on: Site.forTest())
        try await ada.turnOnSecondFactor()
        try database.administer(
            """
            insert into agentor.identities (issuer, subject, account_id, provider)
            select 'https://id.example', 'person-1', id, 'test' from agentor.accounts
            """)
        try database.administer(
            "insert into agentor.profile_drafts (account_id, kind) select id, 'agent' from agentor.accounts")
        let parts = place.split(separator: " ")
        let column = parts[1].dropFirst().dropLast()
        let query = "select \(column) from \(parts[0])"
        #expect(try database.serve(query, as: "").isEmpty)
        #expect(try database.serve(query, as: UUID().uuidString).isEmpty)
        if parts[0] != "agentor.agent_profiles" {
            let id = try #require(try database.administer("select id from agentor.accounts")[0][0])
            #expect(try !database.serve(query, as: id).isEmpty)
        }
    }

    @Test(
        "the serving role reads no table of its own accord but the columns named here, and writes fewer")
    func privileges() throws {
        // What is not here cannot be read or written but through a function: what proves a password or a second factor,
        // what opens a session, what was sent, who is known where, and the limits.
        let privileges = try database.administer(
            """
            select format('%s %s', c.relname, a.attname), p.privilege
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                cross join unnest(array['SELECT', 'INSERT', 'UPDATE']) p (privilege)
            where c.relnamespace = 'agentor'::regnamespace and c.relkind = 'r'
                and has_column_privilege('agentor_app', c.oid, a.attnum, p.privilege)
            order by 1
            """)
        func columns(_ privilege: String) -> Set<String> {
            Set(privileges.filter { $0[1] == privilege }.compactMap { $0[0] })
        }
        let profiles = [
            "agent_profiles", "client_profiles", "agent_versions", "published_agents", "services",
            "saved_people", "saved_searches", "message_searches", "page_views", "profile_drafts", "works",
        ]
        let readable = columns("SELECT").filter { column in !profiles.contains { column.hasPrefix($0) } }
        #expect(
            readable == [
                "missed_mail account_id", "missed_mail wish", "unread_feeds account_id",
                "unread_feeds created_at", "push_subscriptions account_id", "push_subscriptions created_at",
                "accounts id", "accounts email", "accounts full_name", "accounts time_zone",
                "accounts created_at",
                "accounts role", "accounts erase_after", "accounts has_short_password", "accounts hidden_at",
                "sessions id", "sessions account_id", "sessions created_at", "sessions last_seen_at",
                "sessions expires_at", "sessions proved_at", "sessions method", "sessions device",
                "sessions address", "consents account_id", "consents document", "consents version",
                "consents agreed_at", "identities issuer", "identities subject", "identities account_id",
                "identities provider", "identities email", "identities connected_at",
                "identities last_used_at",
                "second_factors account_id", "second_factors enabled_at", "recovery_codes account_id",
                "recovery_codes used_at",
                "person_views id", "person_views account_id", "person_views reason", "person_views began_at",
                "person_views ends_at", "person_views ended_at",
            ])
        let writable = (columns("INSERT").union(columns("UPDATE"))).filter { column in
            !profiles.contains { column.hasPrefix($0) }
        }
        #expect(writable == ["accounts time_zone"])
    }

    @Test(
        "the serving role cannot read what lets people in",
        arguments: [
            "password_hash from agentor.accounts", "token_hash from agentor.sessions",
            "sealed from agentor.second_factors", "last_step from agentor.second_factors",
            "code_hash from agentor.recovery_codes", "feed_hash from agentor.saved_searches",
            "fingerprint from agentor.message_searches",
            "* from agentor.challenges", "* from agentor.devices",
            "* from agentor.outbox", "* from agentor.waiting_list", "* from agentor.throttles",
            "* from agentor.mail_server", "* from agentor.report_cases", "* from agentor.reports",
            "* from agentor.report_evidence", "* from agentor.moderators", "* from agentor.report_decisions",
            "* from agentor.audit_log", "* from agentor.audit_head",
            "* from agentor.decision_proposals", "* from agentor.appeals", "* from agentor.moderation_rules",
            "* from messaging.hidden_messages", "* from messaging.holds",
            "* from agentor.care_rules", "* from agentor.first_messages", "* from agentor.limits",
            "* from agentor.hook_calls",
        ])
    func secrets(what: String) async throws {
        let ada = try await Browser.person("Ada", on: Site.forTest())
        try await ada.turnOnSecondFactor()
        let id = try #require(try database.administer("select id from agentor.accounts")[0][0])
        #expect(throws: (any Error).self) { try database.serve("select \(what)", as: id) }
        #expect(try database.serve("select id from agentor.accounts", as: id) == [[id]])
    }

    @Test("somebody signed in sees and ends nothing of somebody else")
    func others() async throws {
        let site = try Site.forTest()
        for name in ["Ada", "Eve"] {
            let browser = Browser(site)
            try await browser.signUp(name)
            try await browser.turnOnSecondFactor()
        }
        try database.administer(
            """
            insert into agentor.identities (issuer, subject, account_id, provider)
            select 'https://id.example', id::text, id, 'test' from agentor.accounts
            """)
        let eve = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Eve'")[0][0])
        for table in ["sessions", "consents", "identities", "second_factors", "recovery_codes"] {
            let rows = try database.serve("select distinct account_id from agentor.\(table)", as: eve)
            #expect(rows == [[eve]], "\(table)")
        }
        let ada = try database.administer("select id from agentor.sessions where account_id <> '\(eve)'")
        for end in [
            "select agentor.disconnect('test')", "select agentor.end_session('\(try #require(ada[0][0]))')",
        ] {
            _ = try database.serve("\(end); commit", as: eve)
        }
        #expect(try database.administer("select count(*) from agentor.identities") == [["1"]])
        #expect(try database.administer("select count(*) from agentor.sessions") == [["2"]])
        #expect(throws: (any Error).self) { try database.serve("delete from agentor.identities", as: eve) }
        #expect(throws: (any Error).self) { try database.serve("delete from agentor.sessions", as: eve) }
    }
}
