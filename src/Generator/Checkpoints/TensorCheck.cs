using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares each tensor of a header with what the model reads.</summary>
internal static class TensorCheck
{
    /// <returns>A message for each tensor that is missing, unused, or has a wrong shape or type.</returns>
    public static IEnumerable<string> Of(ModuleGraph graph, HeaderIndex index)
    {
        string prefix = index.PrefixOf(graph);
        index = index.For(graph.Names, prefix);
        HashSet<string> used = new(StringComparer.Ordinal);
        HashSet<string> missing = new(StringComparer.Ordinal);
        HashSet<string> wrong = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (Expected expected in HeaderIndex.Parameters(graph))
        {
            (TensorSource source, HeaderTensor?[] tensors) = index.Match(prefix, expected);
            for (int i = 0; i < tensors.Length; i++)
            {
                TensorPiece piece = source.Pieces[i];
                if (piece.Name is null)
                {
                    continue;
                }

                List<long[]> shapes = Shapes(expected.Parameter, source, piece).ToList();
                if (tensors[i] is not { } tensor)
                {
                    if (missing.Add(piece.Name))
                    {
                        problems.Add($"'{index.Whole(prefix, piece.Name)}' {Text(shapes[0])} is missing");
                    }
                }
                else
                {
                    // A tensor may be used by several parameters, which may expect different shapes.
                    if (!shapes.Any(shape => shape.SequenceEqual(tensor.Shape)) && wrong.Add($"{tensor.Name} {Text(shapes[0])}"))
                    {
                        problems.Add($"'{tensor.Name}' is {tensor.ShapeText}, not {Text(shapes[0])}");
                    }

                    if (used.Add(tensor.Name) && !(TensorTypes.TryParse(tensor.Type, out TensorType type) && type.IsConvertible()))
                    {
                        problems.Add($"'{tensor.Name}' is of type {tensor.Type}, not F32, F64, F16 or BF16");
                    }
                }
            }
        }

        problems.AddRange(
            from tensor in index.All.Concat(index.OfFurtherFiles)
            where !used.Contains(tensor.Name)
            select $"'{tensor.Name}' {tensor.ShapeText} is not used; if that is intended, add it to Ignore of [TensorNames]");
        return problems;
    }

    /// <summary>The shapes that a tensor may have, the usual one first.</summary>
    private static IEnumerable<long[]> Shapes(Parameter parameter, TensorSource source, TensorPiece piece)
    {
        bool isMatrix = parameter.Shape.Count == 2;
        if (source.Whole is not null && !source.IsTransposed)
        {
            foreach (IReadOnlyList<int> shape in parameter.OtherShapes)
            {
                yield return shape.Select(size => (long)size).ToArray();
            }
        }

        yield return !isMatrix ? [piece.Of] : source.IsTransposed ? [parameter.Shape[1], piece.Of] : [piece.Of, parameter.Shape[1]];
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
