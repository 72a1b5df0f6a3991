/** A lead handed in from a shell: signed as intake checks it. Reads API_KEY and API_SECRET from the environment. */
export function curlExample(serverUrl: string): string {
  return `BODY='{"name":"王小明","phone":"13800138001","model":"宋PLUS","wants":["test_drive"]}'
TIME=$(date +%s)
SIGN=$(printf '%s.%s' "$TIME" "$BODY" | openssl dgst -sha256 -hmac "$API_SECRET" | sed 's/^.* //')
curl -sS ${serverUrl}/api/v1/leads \\
  -H "Content-Type: application/json" \\
  -H "X-Api-Key: $API_KEY" \\
  -H "X-Timestamp: $TIME" \\
  -H "X-Signature: v1=$SIGN" \\
  -H "Idempotency-Key: order-0001" \\
  --data-binary "$BODY"
`;
}
