using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission.Face;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>
/// The file of a model's body: generic methods in the user's type, and a file-local struct with the layout of weights and scratch
/// and the model's stages in order. Its type parameter is the kernels of an instruction set, which are in files of the project's own. Comments are plain ones: doc
/// comments end up in the documentation of the user's project, whoever can see what they are about.
/// </summary>
internal static class BodyEmitter
{
    /// <summary>The method that has the times of a body's stages.</summary>
    public static string StageTimesMethod { get; } = FaceChoice.OfBody("StageTimes");

    /// <summary>
    /// The namespace of the bodies. A type of the user's in it would go before the one of that name which a body imports: so it has a name of
    /// the kind that C# reserves for generated code.
    /// </summary>
    private const string Namespace = "ShapeGen.__Bodies";

    /// <summary>The type parameter: the kernels of an instruction set.</summary>
    private const string Kernels = CallWriter.Kernels;

    private static readonly string Constraint = $"where {Kernels} : struct, {KernelFileEmitter.Interface}";

    private static readonly string FullConstraint = $"where {Kernels} : struct, global::{KernelFileEmitter.Namespace}.{KernelFileEmitter.Interface}";

    private static readonly string Body = $"global::{Namespace}.Body<{Kernels}>";

    /// <param name="type">The user's type.</param>
    /// <param name="plans">The plans of the model.</param>
    /// <param name="stageTimes">Whether the body takes the time of its stages.</param>
    public static string Emit(TypeDeclaration type, PlanSet plans, bool stageTimes)
    {
        SourceWriter writer = new();
        writer.Line(GeneratedFile.Header);
        writer.Line();
        ModuleEmitter.InType(writer, type, "", () => { }, () => Hooks(writer, plans.Any, stageTimes));
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        {
            string body = Struct(new(writer.Indent), plans, stageTimes);
            Imports imports = new();
            imports.AddUsed(body);
            imports.Emit(writer);
            writer.Line($"using {KernelFileEmitter.Interface} = global::{KernelFileEmitter.Namespace}.{KernelFileEmitter.Interface};");
            writer.Line();
            writer.Written(body);
        }

        return writer.ToString();
    }

    private static string Struct(SourceWriter writer, PlanSet plans, bool stageTimes)
    {
        LaneNumbers numbers = new();
        SourceWriter members = new(writer.Indent + 1);
        Constants(members, plans, numbers);
        LayoutEmitter.Emit(members, plans, numbers);
        members.Line();
        ScratchEmitter.Emit(members, plans, numbers);
        members.Line();
        members.Written(Phases(members.Indent, plans, stageTimes));

        writer.Line("// The model's code, with the kernels of one instruction set.");
        using (writer.Block($"file readonly struct Body<{Kernels}> : IBody {Constraint}"))
        {
            numbers.EmitChoice(writer);
            writer.Written(members.ToString());
        }

        return writer.ToString();
    }

    /// <summary>The phases, which are the same for all instruction sets.</summary>
    /// <exception cref="InvalidOperationException">A stage writes another call for another instruction set: its number belongs to <see cref="LaneNumbers"/>, or its kernel computes it.</exception>
    private static string Phases(int indent, PlanSet plans, bool stageTimes)
    {
        string[] texts = [.. plans.All.Select(Text).Distinct()];
        return texts.Length == 1 ? texts[0] : throw new InvalidOperationException("A stage writes another call for another instruction set, but one body is written for all.");

        string Text(BodyPlan plan)
        {
            SourceWriter writer = new(indent);
            PhaseEmitter.Emit(writer, plan, stageTimes);
            return writer.ToString();
        }
    }

    private static void Hooks(SourceWriter writer, BodyPlan plan, bool stageTimes)
    {
        writer.Line($$"""
            private static global::ShapeGen.Runtime.ParameterLayout[] {{FaceChoice.OfBody("Layout")}}<{{Kernels}}>(out int length) {{FullConstraint}} => {{Body}}.Layout(out length);

            private static long {{FaceChoice.OfBody("ScratchFloats")}}<{{Kernels}}>({{FaceType.Call.Written}} call) {{FullConstraint}} =>
                global::ShapeGen.Runtime.Execution.ScratchFloats<{{Body}}>(call);
            """);
        foreach (IReadOnlyList<FaceParameter> parameters in FaceChoice.RunParameters(plan.Graph.Form))
        {
            writer.Line();
            using (writer.Block($"private void {FaceChoice.OfBody("Run")}<{Kernels}>({string.Join(", ", parameters.Select(parameter => parameter.Declaration))}) {FullConstraint}"))
            {
                if (stageTimes)
                {
                    writer.Line($"{Body}.Times.CountCall();");
                }

                string run = plan.Graph.Edges is { HasSource: true } ? "RunSource" : "Run";
                string arguments = string.Join(", ", parameters.Select(parameter => parameter.Name + (plan.IsTraced && parameter.Type == FaceType.Call ? ".WithTrace(_trace)" : "")));
                writer.Line($"global::ShapeGen.Runtime.Execution.{run}<{Body}>(_weights, {arguments});");
            }
        }

        if (stageTimes)
        {
            writer.Line();
            writer.Line($"private static global::ShapeGen.StageTimes {StageTimesMethod}<{Kernels}>() {FullConstraint} => {Body}.Times;");
        }
    }

    private static void Constants(SourceWriter writer, PlanSet plans, LaneNumbers numbers)
    {
        BodyPlan plan = plans.Any;
        writer.Line("// Rows that go through a phase at once, at most.");
        writer.Line(numbers.Constant("MostBlockRows", plans.Numbers(plan => plan.RowBlock)));
        writer.Line();
        foreach (LayerStack stack in plan.Weights.Stacks)
        {
            writer.Line("// Equal layers, one after the other.");
            writer.Line($"private const int {stack.LayersConstant} = {Literals.Integer(stack.Layers)};");
            writer.Line();
        }

        writer.Line("// Floats from one row to the next.");
        foreach (Planning.Buffer buffer in plan.Placement.Buffers.Where(buffer => buffer.Stride > 0))
        {
            writer.Line(numbers.Constant($"{buffer.Title}Stride", plans.Numbers(buffer, buffer => buffer.Stride)));
        }

        writer.Line();
    }
}
