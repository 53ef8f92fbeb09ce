package caplab.http;

import caplab.node.Node;
import java.util.List;

/**
 * Who serves: what the standard routes tell about.
 *
 * @param mode {@code cp} or {@code ap}
 * @param name {@code app-cp} or {@code app-ap}
 * @param summary what it promises, one sentence
 * @param routes its own routes
 */
public record Service(
    String mode,
    String name,
    String summary,
    List<? extends Node> nodes,
    HealthView health,
    List<Route> routes) {}
