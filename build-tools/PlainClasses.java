import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Takes out of compiled classes what Java makes classes for while it runs, and what no AOT cache
 * can hold (JDK 25): a {@code switch} over types becomes a chain of instanceof in a method of its
 * own, {@code equals} and {@code hashCode} of a record compare and add up its components. They mean
 * the same as before; each took one to eight milliseconds when it was first reached. ADR 20.
 *
 * <p>Arguments: folders of classes, which are changed in place. Their class path, and that of what
 * they use, is this program's. One that is changed already stays as it is.
 */
public final class PlainClasses {
  private static final ClassFile FILES = ClassFile.of();
  private static final String SWITCHES = "Ljava/lang/runtime/SwitchBootstraps;";
  private static final String RECORDS = "Ljava/lang/runtime/ObjectMethods;";
  private static final ClassDesc OBJECTS = Objects.class.describeConstable().orElseThrow();

  private final ClassModel model;
  private final ClassDesc type;
  private final boolean isInterface;
  private final List<InvokeDynamicInstruction> switches = new ArrayList<>();
  private boolean changed;

  private PlainClasses(ClassModel model) {
    this.model = model;
    this.type = model.thisClass().asSymbol();
    this.isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
  }

  public static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      if (!Files.isDirectory(Path.of(folder))) {
        continue;
      }
      List<Path> classes;
      try (var walk = Files.walk(Path.of(folder))) {
        classes = walk.filter(path -> path.toString().endsWith(".class")).sorted().toList();
      }
      for (Path file : classes) {
        PlainClasses plain = new PlainClasses(FILES.parse(file));
        byte[] bytes = plain.transform();
        if (plain.changed) {
          Files.write(file, bytes);
        }
      }
    }
  }

  private byte[] transform() {
    return FILES.build(
        type,
        builder -> {
          for (ClassElement element : model) {
            if (element instanceof MethodModel method) {
              method(builder, method);
            } else {
              builder.with(element);
            }
          }
          for (int i = 0; i < switches.size(); i++) {
            addSwitch(builder, i);
          }
        });
  }

  private void method(ClassBuilder builder, MethodModel method) {
    if (isOfRecord(method, "equals")) {
      changed = true;
      builder.transformMethod(method, code(this::equalComponents));
    } else if (isOfRecord(method, "hashCode")) {
      changed = true;
      builder.transformMethod(method, code(this::hashComponents));
    } else if (calls(method).stream().anyMatch(PlainClasses::isSwitchOverTypes)) {
      changed = true;
      builder.transformMethod(
          method,
          MethodTransform.transformingCode(
              (code, element) -> {
                if (element instanceof InvokeDynamicInstruction call && isSwitchOverTypes(call)) {
                  code.invokestatic(type, name(switches.size()), call.typeSymbol(), isInterface);
                  switches.add(call);
                } else {
                  code.with(element);
                }
              }));
    } else {
      builder.with(method);
    }
  }

  private interface Body {
    void write(CodeBuilder code);
  }

  /** Another body for a method. */
  private static MethodTransform code(Body body) {
    return (builder, element) -> {
      if (element instanceof CodeModel) {
        builder.withCode(body::write);
      } else {
        builder.with(element);
      }
    };
  }

  private static List<InvokeDynamicInstruction> calls(MethodModel method) {
    List<InvokeDynamicInstruction> calls = new ArrayList<>();
    method
        .code()
        .ifPresent(
            code ->
                code.forEach(
                    element -> {
                      if (element instanceof InvokeDynamicInstruction call) {
                        calls.add(call);
                      }
                    }));
    return calls;
  }

  private static boolean isBy(InvokeDynamicInstruction call, String owner, String method) {
    DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
    return bootstrap.owner().descriptorString().equals(owner)
        && bootstrap.methodName().equals(method);
  }

  /** Labels can be constants as well; those are left to Java. */
  private static boolean isSwitchOverTypes(InvokeDynamicInstruction call) {
    return isBy(call, SWITCHES, "typeSwitch")
        && call.bootstrapArgs().stream().allMatch(PlainClasses::isReferenceType);
  }

  private static boolean isReferenceType(ConstantDesc label) {
    return label instanceof ClassDesc desc && !desc.isPrimitive();
  }

  private boolean isOfRecord(MethodModel method, String name) {
    return method.methodName().equalsString(name)
        && calls(method).stream()
            .anyMatch(call -> isBy(call, RECORDS, "bootstrap") && call.name().equalsString(name));
  }

  private static String name(int number) {
    return "typeSwitch$" + number;
  }

  /** See java.lang.runtime.SwitchBootstraps: -1 for null, else the first that fits, or how many. */
  private void addSwitch(ClassBuilder builder, int number) {
    InvokeDynamicInstruction call = switches.get(number);
    List<ConstantDesc> labels = call.bootstrapArgs();
    builder.withMethodBody(
        name(number),
        call.typeSymbol(),
        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
        code -> {
          Label something = code.newLabel();
          code.aload(0).ifnonnull(something).loadConstant(-1).ireturn().labelBinding(something);
          for (int i = 0; i < labels.size(); i++) {
            Label next = code.newLabel();
            code.loadConstant(i).iload(1).if_icmplt(next);
            code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
          }
          code.loadConstant(labels.size()).ireturn();
        });
  }

  private List<RecordComponentInfo> components() {
    return model.findAttribute(Attributes.record()).orElseThrow().components();
  }

  private void load(CodeBuilder code, RecordComponentInfo component) {
    code.getfield(type, component.name().stringValue(), component.descriptorSymbol());
  }

  private void equalComponents(CodeBuilder code) {
    Label same = code.newLabel();
    Label comparable = code.newLabel();
    code.aload(0).aload(1).if_acmpeq(same);
    code.aload(1).instanceOf(type).ifne(comparable).loadConstant(0).ireturn();
    code.labelBinding(comparable).aload(1).checkcast(type).astore(2);
    for (RecordComponentInfo component : components()) {
      code.aload(0);
      load(code, component);
      code.aload(2);
      load(code, component);
      Label next = code.newLabel();
      jumpIfEqual(code, component.descriptorSymbol(), next);
      code.loadConstant(0).ireturn().labelBinding(next);
    }
    code.labelBinding(same).loadConstant(1).ireturn();
  }

  /** Numbers with a point as their wrappers compare them: not a number equals itself, 0 not -0. */
  private static void jumpIfEqual(CodeBuilder code, ClassDesc of, Label target) {
    switch (of.descriptorString()) {
      case "J" -> code.lcmp().ifeq(target);
      case "F", "D" ->
          code.invokestatic(wrapper(of), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, of, of))
              .ifeq(target);
      case "I", "S", "B", "C", "Z" -> code.if_icmpeq(target);
      default -> {
        MethodTypeDesc equals =
            MethodTypeDesc.of(
                ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
        code.invokestatic(OBJECTS, "equals", equals).ifne(target);
      }
    }
  }

  private void hashComponents(CodeBuilder code) {
    code.loadConstant(0);
    for (RecordComponentInfo component : components()) {
      ClassDesc of = component.descriptorSymbol();
      code.loadConstant(31).imul().aload(0);
      load(code, component);
      if (of.isPrimitive()) {
        code.invokestatic(wrapper(of), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, of));
      } else {
        code.invokestatic(
            OBJECTS, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static ClassDesc wrapper(ClassDesc primitive) {
    return switch (primitive.descriptorString()) {
      case "J" -> ConstantDescs.CD_Long;
      case "F" -> ConstantDescs.CD_Float;
      case "D" -> ConstantDescs.CD_Double;
      case "I" -> ConstantDescs.CD_Integer;
      case "S" -> ConstantDescs.CD_Short;
      case "B" -> ConstantDescs.CD_Byte;
      case "C" -> ConstantDescs.CD_Character;
      case "Z" -> ConstantDescs.CD_Boolean;
      default -> throw new IllegalArgumentException(primitive.toString());
    };
  }
}
