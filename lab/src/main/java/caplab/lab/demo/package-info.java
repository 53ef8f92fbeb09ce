/** The main job in one command: experiment E04, told while it runs. */
package caplab.lab.demo;
