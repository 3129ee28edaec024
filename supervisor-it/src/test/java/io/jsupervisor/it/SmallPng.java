package io.jsupervisor.it;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Pictures of pages with the 256 colours they have most of: half the bytes, and nobody sees it. */
final class SmallPng {
  private static final int COLOURS = 256;

  private SmallPng() {}

  static byte[] of(byte[] png) throws IOException {
    BufferedImage full = ImageIO.read(new ByteArrayInputStream(png));
    int width = full.getWidth();
    int[] pixels = full.getRGB(0, 0, width, full.getHeight(), null, 0, width);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & 0xffffff, 1, Integer::sum);
    }
    List<Integer> palette =
        counts.entrySet().stream()
            .sorted(Comparator.comparingLong(SmallPng::weight).reversed())
            .limit(COLOURS)
            .map(Map.Entry::getKey)
            .toList();
    byte[][] parts = new byte[3][palette.size()];
    for (int i = 0; i < palette.size(); i++) {
      for (int part = 0; part < 3; part++) {
        parts[part][i] = (byte) (palette.get(i) >> (16 - 8 * part));
      }
    }
    IndexColorModel model = new IndexColorModel(8, palette.size(), parts[0], parts[1], parts[2]);
    BufferedImage small =
        new BufferedImage(width, full.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    Map<Integer, Integer> nearest = new HashMap<>();
    byte[] indexes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      indexes[i] =
          (byte) (int) nearest.computeIfAbsent(pixels[i] & 0xffffff, c -> nearest(palette, c));
    }
    small.getRaster().setDataElements(0, 0, width, full.getHeight(), indexes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(small, "png", out)) {
      throw new IOException("the JDK writes no PNG");
    }
    return out.toByteArray();
  }

  /** How often a colour is there; strong ones are rare, and are what one looks for. */
  private static long weight(Map.Entry<Integer, Integer> counted) {
    int colour = counted.getKey();
    int red = colour >> 16;
    int green = (colour >> 8) & 0xff;
    int blue = colour & 0xff;
    int strength = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    return counted.getValue() * (1L + strength * strength / 64);
  }

  private static int nearest(List<Integer> palette, int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.size(); i++) {
      int distance = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        int part = ((palette.get(i) >> shift) & 0xff) - ((colour >> shift) & 0xff);
        distance += part * part;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}
