package caplab.lab.fault;

import caplab.lab.stage.Ground;

/** A node's memory is full: it reads and deletes, and refuses writes with {@code -OOM}. */
public record NoMemory(String target) implements Fault {

  @Override
  public String name() {
    return "full memory";
  }

  @Override
  public void begin(Ground ground) {
    ground.tell(target, "CONFIG SET maxmemory 1");
  }

  @Override
  public void end(Ground ground) {
    ground.tell(target, "CONFIG SET maxmemory 0");
  }
}
