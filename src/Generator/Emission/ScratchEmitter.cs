using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>How much scratch a call takes, and the struct that knows where each buffer is while a part runs.</summary>
internal static class ScratchEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan)
    {
        Sizes(writer, plan);
        writer.Line();
        Frame(writer, plan);
    }

    private static void Sizes(SourceWriter writer, BodyPlan plan)
    {
        ScratchLayout scratch = plan.Scratch;
        writer.Line($$"""
            public static int RowBlock => MostBlockRows;

            public static bool NeedsSequences => {{(plan.NeedsSequences ? "true" : "false")}};

            """);
        Edges(writer, plan);
        writer.Line($$"""
            // What all workers see: it comes first, in whole cache lines.
            public static long SharedFloats(in GroupShape group) => checked({{WholeLines(Sum(scratch.Shared.Select(SharedSize)))}});

            // A worker's part, in whole cache lines; the workers' parts stand one behind the other.
            """);
        if (scratch.Places.Count == 0)
        {
            writer.Line("public static long WorkerFloats(in GroupShape group) => 0;");
            return;
        }

        using (writer.Block("public static long WorkerFloats(in GroupShape group)"))
        {
            using (writer.Block("checked"))
            {
                if (scratch.Places.Any(place => place.Buffer.Extent.Variable == Extent.Variables.BlockRows))
                {
                    writer.Line(BlockRows(plan));
                }

                Starts(writer, scratch.Places);
                writer.Line($"return {WholeLines(Largest(scratch.Tops.Select(End)))};");
            }
        }
    }

    /// <summary>The locals that hold where each of a worker's buffers starts in its part.</summary>
    private static void Starts(SourceWriter writer, IEnumerable<ScratchPlace> places)
    {
        foreach (ScratchPlace place in places)
        {
            writer.Line($"long {place.Buffer.Name}Start = {Largest(place.After.Select(End))};");
        }
    }

    private static string CallersMemory(Buffer buffer) => buffer.Scope switch
    {
        BufferScope.Input => "part.Input",
        BufferScope.Memory => "part.Memory",
        BufferScope.Output => "part.Output",
        _ => throw new InvalidOperationException($"{buffer.Name} is not the caller's."),
    };

    private static void Frame(SourceWriter writer, BodyPlan plan)
    {
        ScratchLayout scratch = plan.Scratch;
        writer.Line("// Where everything is while a part of a phase runs.");
        using (writer.Block("private readonly ref struct Frame"))
        {
            writer.Line("public readonly ref float weights;");
            foreach (Buffer buffer in plan.Placement.Buffers)
            {
                writer.Line($"public readonly ref float {buffer.Name};");
                if (buffer.Slots > 1)
                {
                    writer.Line($"public readonly nint {buffer.Name}Slot;");
                }
            }

            writer.Line();
            using (writer.Block("public Frame(in Part part)"))
            {
                writer.Line("weights = ref part.Weights;");
                foreach (Buffer buffer in plan.Placement.Buffers.Where(buffer => !buffer.IsScratch))
                {
                    writer.Line($"{buffer.Name} = ref {CallersMemory(buffer)};");
                }

                if (scratch.IsEmpty)
                {
                    return;
                }

                bool byRows = scratch.Places.Count > 0 || scratch.Shared.Count > 0;
                if (byRows)
                {
                    writer.Line("GroupShape group = part.Group;");
                }

                string shared = "ref part.Scratch";
                foreach (Buffer buffer in scratch.Shared)
                {
                    writer.Line($"{buffer.Name} = {shared};");
                    if (buffer.Slots > 1)
                    {
                        writer.Line($"{buffer.Name}Slot = (nint){Parenthesised(Size(buffer.Extent))};");
                    }

                    shared = $"ref Unsafe.Add(ref {buffer.Name}, (nint){Parenthesised(SharedSize(buffer))})";
                }

                if (scratch.Places.Count == 0)
                {
                    return;
                }

                // Workers that share columns have the values of their rows in common, and each the temporaries of its own.
                WorkersPart("values", "Holder", isTemporary: false);
                WorkersPart("temporaries", "Worker", isTemporary: true);
                if (scratch.Places.Any(place => place.Buffer.Extent.Variable == Extent.Variables.BlockRows))
                {
                    writer.Line(BlockRows(plan));
                }

                Starts(writer, scratch.Places);
                foreach (ScratchPlace place in scratch.Places)
                {
                    writer.Line($"{place.Buffer.Name} = ref Unsafe.Add(ref {(place.Buffer.IsTemporary ? "temporaries" : "values")}, (nint){place.Buffer.Name}Start);");
                }

                void WorkersPart(string name, string worker, bool isTemporary)
                {
                    if (scratch.Places.Any(place => place.Buffer.IsTemporary == isTemporary))
                    {
                        writer.Line($"ref float {name} = ref Unsafe.Add(ref part.Scratch, (nint)(SharedFloats(group) + (part.{worker} * WorkerFloats(group))));");
                    }
                }
            }
        }
    }

    /// <summary>What differs where rows of input, layers and output are not the same.</summary>
    private static void Edges(SourceWriter writer, BodyPlan plan)
    {
        if (plan.Graph.Output.Space == RowSpace.Sequences)
        {
            writer.Line("// The output has a row for each sequence.");
            writer.Line("public static bool IsPooled => true;");
            writer.Line();
        }

        if (plan.Graph.Edges is { Windows.Count: > 0 } convolved)
        {
            Convolutions(writer, convolved);
        }
        else if (plan.Graph.Edges is { AddedTokens: > 0 and var added, Form.Input: Declarations.InputForm.Features })
        {
            writer.Line("// A class token stands before the rows of each sequence.");
            writer.Line($"public static int Tokens(int sourceRows) => sourceRows + {Literals.Integer(added)};");
            writer.Line();
        }
    }

    /// <summary>How the convolutions shorten a sequence.</summary>
    private static void Convolutions(SourceWriter writer, ModelEdges edges)
    {
        writer.Line("// The rows behind each convolution: (rows + 2 · padding - kernel) / stride + 1. A group is one sequence.");
        for (int i = 0; i < edges.Windows.Count; i++)
        {
            string before = i == 0 ? "rows" : $"{RowSpace.Method(i)}(rows)";
            writer.Line($"private static long {RowSpace.Method(i + 1)}(long rows) => {edges.Windows[i].RowsOf(before)};");
        }

        string added = edges.AddedTokens == 0 ? "" : $" + {Literals.Integer(edges.AddedTokens)}";
        writer.Line();
        writer.Line("public static bool IsOneSequenceAGroup => true;");
        writer.Line();
        writer.Line($"public static int Tokens(int sourceRows) => (int){RowSpace.Method(edges.Windows.Count)}(sourceRows){added};");
        writer.Line();
    }

    /// <summary>The rows of a block, as many as the phase with the most rows has at most.</summary>
    private static string BlockRows(BodyPlan plan)
    {
        IEnumerable<string> others = plan.Graph.Memory is not null
            ? [RowSpace.Memory.Variable]
            : Enumerable.Range(1, plan.Graph.Edges?.Windows.Count ?? 0).Select(number => RowSpace.Convolved(number).Variable);
        return $"long blockRows = Math.Min({Largest(others.Prepend(RowSpace.Tokens.Variable))}, MostBlockRows);";
    }

    private static string End(Buffer buffer) => $"{buffer.Name}Start + {Parenthesised(Size(buffer.Extent))}";

    private static string SharedSize(Buffer buffer) =>
        buffer.Slots == 1 ? Parenthesised(Size(buffer.Extent)) : $"({Literals.Integer(buffer.Slots)} * {Parenthesised(Size(buffer.Extent))})";

    /// <summary>An extent as C#, of numbers that are locals.</summary>
    private static string Size(Extent extent)
    {
        string constant = Literals.Integer(extent.Constant);
        if (extent.Variable.Length == 0)
        {
            return constant;
        }

        string count = extent.Most == Extent.NoLimit ? extent.Variable : $"Math.Min({extent.Variable}, {Literals.Integer(extent.Most)})";
        string product = $"{count} * {Literals.Integer(extent.Factor)}";
        return extent.Constant == 0 ? product : $"({product}) + {constant}";
    }

    private static string Parenthesised(string expression) => expression.Contains(' ') ? $"({expression})" : expression;

    private static string Largest(IEnumerable<string> expressions) => expressions.DefaultIfEmpty("0").Aggregate((a, b) => $"Math.Max({a}, {b})");

    private static string Sum(IEnumerable<string> expressions) => string.Join(" + ", expressions.DefaultIfEmpty("0"));

    /// <summary>Floats, rounded up to whole cache lines.</summary>
    private static string WholeLines(string floats) =>
        floats == "0" ? floats : $"({floats} + {CacheLine.Floats - 1}) & ~{CacheLine.Floats - 1}L";
}
