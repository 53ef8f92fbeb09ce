/** The available service: always an answer, an honest one. */
package caplab.ap;
