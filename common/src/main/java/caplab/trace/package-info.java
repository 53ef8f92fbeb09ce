/** Spans of requests, their rounds and each node's script; OpenTelemetry is known here only. */
package caplab.trace;
