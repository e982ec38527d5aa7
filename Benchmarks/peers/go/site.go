package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"log"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

type site struct {
	store  *store
	static map[string]string
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "+
		"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	header.Set("Cache-Control", "private, no-cache")
	slug := strings.TrimPrefix(r.URL.Path, "/channels/")
	switch {
	case r.URL.Path == "/":
		s.show(w, homeTemplate, frame{Static: s.static})
	case slug != r.URL.Path && !strings.Contains(slug, "/"):
		if err := s.showChannel(w, r, slug); err != nil {
			log.Print(err)
			http.Error(w, "unavailable", http.StatusServiceUnavailable)
		}
	default:
		http.NotFound(w, r)
	}
}

func (s *site) showChannel(w http.ResponseWriter, r *http.Request, slug string) error {
	cookie, err := r.Cookie("agentor-session")
	if err != nil {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	secrets, err := hex.DecodeString(cookie.Value)
	if err != nil || len(secrets) != 64 {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	before := int64(math.MaxInt64)
	isLatest := true
	if text := r.URL.Query().Get("before"); text != "" {
		if before, err = strconv.ParseInt(text, 10, 64); err != nil {
			http.NotFound(w, r)
			return nil
		}
		isLatest = false
	}
	hash := sha256.Sum256(secrets[:32])
	page, etag, err := s.store.channel(hash[:], slug, before, r.Header.Get("If-None-Match"))
	if err != nil {
		return err
	}
	w.Header().Set("ETag", etag)
	if page == nil {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	page.Static, page.CSRF, page.IsLatest = s.static, formToken(secrets[32:]), isLatest
	page.Nonce = nonce()
	s.show(w, channelTemplate, page)
	return nil
}

// show renders into a buffer first: a page that fails is not sent in part, and has a length.
func (s *site) show(w http.ResponseWriter, page *template.Template, data any) {
	out := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	if err := page.Execute(out, data); err != nil {
		log.Print(err)
		http.Error(w, "unavailable", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.Write(out.Bytes())
}

// formToken is what vouches for a form, under a mask.
func formToken(secret []byte) string {
	code := hmac.New(sha256.New, secret)
	code.Write([]byte("form"))
	var token [64]byte
	if _, err := rand.Read(token[:32]); err != nil {
		panic(err)
	}
	for i, b := range code.Sum(nil) {
		token[32+i] = token[i] ^ b
	}
	return hex.EncodeToString(token[:])
}

// nonce is a UUID of version 4.
func nonce() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
