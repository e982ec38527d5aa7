package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"os"
	"time"
)

//go:embed *.html
var files embed.FS

var (
	homeTemplate    = template.Must(template.ParseFS(files, "layout.html", "home.html"))
	channelTemplate = template.Must(template.ParseFS(files, "layout.html", "channel.html"))
)

type frame struct {
	Static map[string]string
	Viewer string
	CSRF   string
	// Whether the page grows while it is open.
	IsLatest bool
}

type channelPage struct {
	frame
	Address     string
	Name        string
	Description string
	IsPrivate   bool
	MemberCount int
	Members     []member
	LeftOut     int
	Cursor      int64
	Earlier     int64
	Nonce       string
	Messages    []message
}

// Document is that of the frame, which comes with the page.
func (p *channelPage) Document() template.HTML {
	return template.HTML(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Messages, live</title>` +
		`<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="40">` +
		`<link rel="stylesheet" href="` + p.Static["agentor.css"] + `"></head><body class="live-frame-document">` +
		`<iframe title="Messages, live" src="` + p.Address + `/live?read=0"></iframe></body></html>`)
}

type member struct {
	Name, Handle, Role string
	HasLookAlike       bool
}

// Badge marks those in charge.
func (m member) Badge() string {
	return map[string]string{"admin": "Administrator", "moderator": "Moderator"}[m.Role]
}

type message struct {
	Seq, Changed         int64
	AuthorID             string
	Author               member
	DateTime, Time       string
	Day, DayLabel, Text  string
	StartsDay, Continues bool
	sentAt               int64
}

// mark says where days begin, and where an author goes on within five minutes.
func mark(messages []message) {
	for i := range messages {
		m := &messages[i]
		if i == 0 || messages[i-1].Day != m.Day {
			m.StartsDay = true
			continue
		}
		last := &messages[i-1]
		m.Continues = last.AuthorID == m.AuthorID && m.sentAt-last.sentAt < 300
	}
}

// tell writes an instant for machines, and its local time for people.
func (m *message) tell(sent, local time.Time) {
	m.sentAt = sent.Unix()
	m.DateTime = sent.UTC().Format("2006-01-02T15:04:05Z")
	m.Time = local.Format("15:04")
	m.Day = local.Format("2006-01-02")
	m.DayLabel = local.Format("Monday, 2 January 2006")
}

// readSample reads the page Benchmarks/sample.py writes.
func readSample(path string) (*channelPage, error) {
	var sample struct {
		Viewer, CSRF, Nonce, Slug, Name, Description string
		Cursor, Earlier                              int64
		Members                                      []member
		Messages                                     []struct {
			Seq, SentAt                                                         int64
			AuthorID, Author, Handle, Role, Text, Datetime, Time, Day, DayLabel string
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &sample); err != nil {
		return nil, err
	}
	page := &channelPage{
		frame:   frame{Static: map[string]string{}, Viewer: sample.Viewer, CSRF: sample.CSRF, IsLatest: true},
		Address: "/channels/" + sample.Slug, Name: sample.Name, Description: sample.Description,
		MemberCount: len(sample.Members), Members: sample.Members,
		Cursor: sample.Cursor, Earlier: sample.Earlier, Nonce: sample.Nonce,
	}
	for _, name := range []string{"agentor.css", "favicon.svg", "noscript.css", "live.js"} {
		page.Static[name] = "/static/" + name
	}
	for _, m := range sample.Messages {
		page.Messages = append(page.Messages, message{
			Seq: m.Seq, Changed: m.Seq, AuthorID: m.AuthorID,
			Author:   member{Name: m.Author, Handle: m.Handle, Role: m.Role}, DateTime: m.Datetime,
			Time: m.Time, Day: m.Day, DayLabel: m.DayLabel, Text: m.Text, sentAt: m.SentAt,
		})
	}
	mark(page.Messages)
	return page, nil
}
