import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Scanner;

class Driver {
    static String text(String field) {
        return field.equals("-") ? null : new String(Base64.getDecoder().decode(field), UTF_8);
    }

    public static void main(String[] args) throws Exception {
        Scanner lines = new Scanner(System.in, UTF_8);
        while (lines.hasNextLine()) {
            String[] fields = lines.nextLine().split(" ", -1);
            byte[] body = Base64.getDecoder().decode(fields[1]);
            String first = text(fields[2]), second = text(fields[3]), third = text(fields[4]);
            System.out.println(
                    fields[0].equals("hex")
                            ? WebhookSignatures.verifyHexHmac(body, first, second, third)
                            : WebhookSignatures.verifyStandardWebhook(body, first, second, third, text(fields[5])));
        }
    }
}
