// The pages of Agentor that are measured, as one would write them in Go: net/http, database/sql with prepared
// statements, one transaction a page under row level security, html/template.
//
//	peer serve SOCKET              serves HTTP on a Unix socket; DATABASE and STATIC are in the environment
//	peer render PAGE.json          prints a page
//	peer render PAGE.json SECONDS  renders it for so long, and prints the nanoseconds one rendering took
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	switch {
	case len(os.Args) == 3 && os.Args[1] == "serve":
		log.Fatal(serve(os.Args[2]))
	case len(os.Args) >= 3 && os.Args[1] == "render":
		if err := render(os.Args[2], os.Args[3:]); err != nil {
			log.Fatal(err)
		}
	default:
		log.Fatal("usage: peer serve SOCKET | peer render PAGE.json [SECONDS]")
	}
}

func serve(path string) error {
	var static map[string]string
	if err := json.Unmarshal([]byte(os.Getenv("STATIC")), &static); err != nil {
		return err
	}
	store, err := open(os.Getenv("DATABASE"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	site := &site{store: store, static: static}
	return http.Serve(listener, site)
}

func render(path string, rest []string) error {
	page, err := readSample(path)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := channelTemplate.Execute(&out, page); err != nil {
		return err
	}
	if len(rest) == 0 {
		fmt.Println(out.String())
		return nil
	}
	seconds, err := strconv.ParseFloat(rest[0], 64)
	if err != nil {
		return err
	}
	limit := time.Duration(seconds * float64(time.Second))
	start, count := time.Now(), 0
	for time.Since(start) < limit {
		for i := 0; i < 16; i++ {
			out.Reset()
			if err := channelTemplate.Execute(&out, page); err != nil {
				return err
			}
		}
		count += 16
	}
	fmt.Println(time.Since(start).Nanoseconds() / int64(count))
	return nil
}
