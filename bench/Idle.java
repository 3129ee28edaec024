/** A Java program that does nothing, for the comparison of what an idle JVM costs. */
public class Idle {
  public static void main(String[] args) throws InterruptedException {
    System.out.println("up");
    Thread.currentThread().join();
  }
}
