package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"os"
	"strconv"
	"strings"
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
	Viewer *viewer
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
	Later       int64
	Nonce       string
	Zone        string
	IsInCharge  bool
	Messages    []message
}

// Document is that of the frame, which comes with the page.
func (p *channelPage) Document() template.HTML {
	return template.HTML(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Messages, live</title>` +
		`<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="40">` +
		`<link rel="stylesheet" href="` + p.Static["agentor.css"] + `"></head><body class="live-frame-document">` +
		`<iframe title="Messages, live" src="` + p.Address + `/live?read=0"></iframe></body></html>`)
}

// viewer is who the page is for.
type viewer struct {
	face
	Role string
}

// face is what stands for somebody: initials, in a hue that follows from the identifier.
type face struct {
	ID, Name string
}

func (f face) Initials() string {
	words := strings.Fields(f.Name)
	letters := []rune(words[0])[:1]
	if len(words) > 1 {
		letters = append(letters, []rune(words[len(words)-1])[0])
	}
	return strings.ToUpper(string(letters))
}

func (f face) Hue() string {
	number, _ := strconv.ParseUint(f.ID[len(f.ID)-2:], 16, 8)
	return "hue-" + strconv.Itoa(int(number&7)+1)
}

type member struct {
	face
	Handle, Role string
	HasLookAlike bool
}

// Hue is that of the channel's sign.
func (p *channelPage) Hue() string {
	var number byte
	for _, letter := range []byte(strings.TrimPrefix(p.Address, "/channels/")) {
		number = number*31 + letter
	}
	return "hue-" + strconv.Itoa(int(number&7)+1)
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
		Members                                      []struct{ ID, Name, Handle, Role string }
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
		frame:   frame{Static: map[string]string{}, Viewer: &viewer{face{sample.Members[0].ID, sample.Viewer}, "Agent"}, CSRF: sample.CSRF, IsLatest: true},
		Address: "/channels/" + sample.Slug, Name: sample.Name, Description: sample.Description,
		MemberCount: len(sample.Members),
		Cursor:      sample.Cursor, Earlier: sample.Earlier, Nonce: sample.Nonce, Zone: "UTC",
	}
	for _, m := range sample.Members {
		page.Members = append(page.Members, member{face: face{m.ID, m.Name}, Handle: m.Handle, Role: m.Role})
	}
	for _, name := range []string{"agentor.css", "icons.svg", "favicon.svg", "noscript.css", "agents.css", "live.js", "files.js"} {
		page.Static[name] = "/static/" + name
	}
	for _, m := range sample.Messages {
		page.Messages = append(page.Messages, message{
			Seq: m.Seq, Changed: m.Seq, AuthorID: m.AuthorID,
			Author: member{face: face{m.AuthorID, m.Author}, Handle: m.Handle, Role: m.Role}, DateTime: m.Datetime,
			Time: m.Time, Day: m.Day, DayLabel: m.DayLabel, Text: m.Text, sentAt: m.SentAt,
		})
	}
	mark(page.Messages)
	return page, nil
}
