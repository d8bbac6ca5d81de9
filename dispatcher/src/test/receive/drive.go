// A case a line: secret, id, timestamp, signatures, body, now; each "=" and base64.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var f [6]string
		for i, field := range strings.Fields(lines.Text()) {
			bytes, err := base64.StdEncoding.DecodeString(field[1:])
			if err != nil {
				panic(err)
			}
			f[i] = string(bytes)
		}
		now, err := strconv.ParseInt(f[5], 10, 64)
		if err != nil {
			panic(err)
		}
		fmt.Println(Verify(f[0], f[1], f[2], f[3], []byte(f[4]), time.Unix(now, 0)))
	}
}
