package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;

/** A node's memory is full: it reads and deletes, and refuses writes with {@code -OOM}. */
public record NoMemory(String target) implements Fault {

  @Override
  public String name() {
    return "full memory";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.tell(target, "CONFIG SET maxmemory 1");
  }

  @Override
  public void end(FaultSurface surface) {
    surface.tell(target, "CONFIG SET maxmemory 0");
  }
}
