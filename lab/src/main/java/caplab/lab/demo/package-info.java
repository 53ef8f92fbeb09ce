/** The main job in one command: healthy, cut, both sides asked, healed, judged. */
package caplab.lab.demo;
