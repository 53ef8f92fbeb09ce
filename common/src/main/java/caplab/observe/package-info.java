/** What a service tells about itself: metrics by fixed names, events by fixed names. */
package caplab.observe;
