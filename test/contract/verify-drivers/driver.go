package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"

	"verify/webhooks"
)

func decode(field string) string {
	bytes, err := base64.StdEncoding.DecodeString(field)
	if err != nil {
		panic(err)
	}
	return string(bytes)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), " ")
		body := []byte(decode(fields[1]))
		if fields[0] == "hex" {
			header := strings.TrimPrefix(fields[2], "-")
			fmt.Println(webhooks.VerifyHexHMAC(body, decode(header), decode(fields[3]), decode(fields[4])))
			continue
		}
		headers := http.Header{}
		for i, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
			if fields[i+2] != "-" {
				headers.Set(name, decode(fields[i+2]))
			}
		}
		fmt.Println(webhooks.VerifyStandardWebhook(body, headers, decode(fields[5])))
	}
}
