/** TLS from files in PEM, which are read again as they change. */
package caplab.tls;
