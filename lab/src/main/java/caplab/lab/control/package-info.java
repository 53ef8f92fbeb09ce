/**
 * E99, the negative controls: the pair with one part broken, put to the same clients, faults and
 * checkers. A checker that finds nothing there proves nothing anywhere else.
 */
package caplab.lab.control;
