import java.io.File;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Asks PDFBox whether a file is a PDF/A-1b; prints what is wrong with it and ends with 1 if anything is. */
public class Preflight {
    public static void main(String[] arguments) throws Exception {
        ValidationResult result;
        PreflightParser parser = new PreflightParser(new File(arguments[0]));
        try {
            parser.parse();
            parser.getPreflightDocument().validate();
            result = parser.getPreflightDocument().getResult();
        } catch (SyntaxValidationException broken) {
            result = broken.getResult();
        }
        for (ValidationResult.ValidationError error : result.getErrorsList()) {
            System.out.println(error.getErrorCode() + " " + error.getDetails());
        }
        System.exit(result.isValid() ? 0 : 1);
    }
}
