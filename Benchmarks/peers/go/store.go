package main

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"math"
	"sync"
	"time"

	_ "github.com/lib/pq"
)

type store struct {
	db                               *sql.DB
	enter, find, page, members, read *sql.Stmt
	// Time zones by name.
	zones sync.Map
}

func open(conninfo string) (*store, error) {
	db, err := sql.Open("postgres", conninfo)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	s := &store{db: db}
	for statement, text := range map[**sql.Stmt]string{
		&s.enter: `select account, full_name, time_zone, profile from agentor.enter($1, interval '14 days')`,
		&s.find: `select c.id, c.name, c.description, c.type = 'private', c.member_count, c.last_seq,
				c.revision, (select revision from messaging.names where id), (select m.last_read_seq from messaging.memberships m where m.channel_id = c.id), mine.role <> 'member'
			from messaging.channels c
			join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
			where c.slug = $1`,
		&s.page: `select m.seq, m.changed_seq, m.user_id, u.full_name, coalesce(u.handle, ''),
			coalesce(case when m.user_id = any ((select messaging.in_charge((select slug from messaging.channels where id = $1), 'admin'))::uuid[]) then 'admin'
				when m.user_id = any ((select messaging.in_charge((select slug from messaging.channels where id = $1), 'moderator'))::uuid[]) then 'moderator' end, '') as role,
			case when u.is_resembled then messaging.has_look_alike(m.channel_id, u.id) else false end as has_look_alike,
			m.content, m.created_at
			from messaging.messages m join messaging.users u on u.id = m.user_id
			where m.channel_id = $1 and m.seq < $2
			order by m.seq desc limit 51`,
		&s.members: `select u.id, u.full_name, coalesce(u.handle, ''), listed.role,
			case when u.is_resembled then messaging.has_look_alike(listed.channel_id, u.id) else false end as has_look_alike
			from (
				(select channel_id, user_id, role from messaging.channel_members
					where channel_id = $1 and role <> 'member' limit 200)
				union all
				(select channel_id, user_id, role from messaging.channel_members
					where channel_id = $1 and role = 'member' order by joined_at, user_id limit 200)
				limit 200
			) listed
			join messaging.users u on u.id = listed.user_id
			order by listed.role = 'admin' desc, listed.role = 'moderator' desc, u.full_name, listed.user_id`,
		&s.read: `select from messaging.mark_read((select slug from messaging.channels where id = $1), $2)`,
	} {
		if *statement, err = db.Prepare(text); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// channel reads a page of a channel as the owner of a session sees it, in one transaction. No page, and no error, when
// it is the one the viewer has.
func (s *store) channel(session []byte, slug string, before int64, has string) (*channelPage, string, error) {
	tx, err := s.db.BeginTx(context.Background(), nil)
	if err != nil {
		return nil, "", err
	}
	defer tx.Rollback()
	var account, zone, id string
	var profile sql.NullString
	var revision, namesRevision, lastRead int64
	page := &channelPage{Address: "/channels/" + slug}
	page.Viewer = &viewer{}
	if err := tx.Stmt(s.enter).QueryRow(session).Scan(&account, &page.Viewer.Name, &zone, &profile); err != nil {
		return nil, "", err
	}
	page.Viewer.ID = account
	page.Viewer.Role = map[string]string{"agent": "Agent", "client": "Client"}[profile.String]
	err = tx.Stmt(s.find).QueryRow(slug).Scan(
		&id, &page.Name, &page.Description, &page.IsPrivate, &page.MemberCount, &page.Cursor,
		&revision, &namesRevision, &lastRead, &page.IsInCharge)
	if err != nil {
		return nil, "", err
	}
	if before == math.MaxInt64 && lastRead < page.Cursor {
		if _, err := tx.Stmt(s.read).Exec(id, page.Cursor); err != nil {
			return nil, "", err
		}
	}
	state := fnv.New64a()
	fmt.Fprint(state, account, before, id, page.Name, page.Description, page.MemberCount, page.Cursor, revision,
		namesRevision)
	etag := fmt.Sprintf(`W/"%x"`, state.Sum64())
	if etag == has {
		return nil, etag, tx.Commit()
	}
	location, err := s.zone(zone)
	if err != nil {
		return nil, "", err
	}
	page.Zone = zone
	if err := s.readMessages(tx, page, location, id, before); err != nil {
		return nil, "", err
	}
	if err := s.readMembers(tx, page, id); err != nil {
		return nil, "", err
	}
	return page, etag, tx.Commit()
}

// zone is a time zone by its name, read from the disk once.
func (s *store) zone(name string) (*time.Location, error) {
	if known, ok := s.zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	location, err := time.LoadLocation(name)
	if err == nil {
		s.zones.Store(name, location)
	}
	return location, err
}

func (s *store) readMessages(tx *sql.Tx, page *channelPage, zone *time.Location, id string, before int64) error {
	rows, err := tx.Stmt(s.page).Query(id, before)
	if err != nil {
		return err
	}
	defer rows.Close()
	latestFirst := make([]message, 0, 51)
	for rows.Next() {
		var m message
		var sent time.Time
		if err := rows.Scan(&m.Seq, &m.Changed, &m.AuthorID, &m.Author.Name, &m.Author.Handle, &m.Author.Role,
			&m.Author.HasLookAlike, &m.Text, &sent); err != nil {
			return err
		}
		m.Author.ID = m.AuthorID
		m.tell(sent, sent.In(zone))
		latestFirst = append(latestFirst, m)
	}
	hasEarlier := len(latestFirst) > 50
	if hasEarlier {
		latestFirst = latestFirst[:50]
	}
	for i := len(latestFirst) - 1; i >= 0; i-- {
		page.Messages = append(page.Messages, latestFirst[i])
	}
	if hasEarlier {
		page.Earlier = page.Messages[0].Seq
	}
	if before <= page.Cursor && len(page.Messages) > 0 {
		page.Later = page.Messages[len(page.Messages)-1].Seq
	}
	mark(page.Messages)
	return rows.Err()
}

func (s *store) readMembers(tx *sql.Tx, page *channelPage, id string) error {
	rows, err := tx.Stmt(s.members).Query(id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var m member
		if err := rows.Scan(&m.ID, &m.Name, &m.Handle, &m.Role, &m.HasLookAlike); err != nil {
			return err
		}
		page.Members = append(page.Members, m)
	}
	page.LeftOut = page.MemberCount - len(page.Members)
	return rows.Err()
}
