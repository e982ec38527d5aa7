#!/bin/sh
# For a server that knows no more than plain CGI: cgi-fcgi, of Debian's libfcgi-bin, hands each request on to the
# workers. It costs a process, which stays for as long as a reader waits.
exec cgi-fcgi -bind -connect /run/agentor/agentor.sock
