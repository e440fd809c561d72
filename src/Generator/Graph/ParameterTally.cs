using ShapeGen.Generator.Common;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Graph;

/// <summary>
/// Counts the numbers of a model's parameters. A tensor of the checkpoint counts once, however many parameters it is and however they are stored. A checkpoint
/// that may hold a parameter in several ways is counted in the first of them.
/// </summary>
internal sealed class ParameterTally
{
    private readonly List<Counted> _tensors = [];
    private long _unnamed;

    private ParameterTally()
    {
    }

    /// <summary>The numbers of all parameters.</summary>
    public static long Of(ModuleGraph graph)
    {
        ParameterTally tally = new();
        foreach (Node node in graph.Nodes)
        {
            foreach (Parameter parameter in node.Ops.SelectMany(op => op.Parameters))
            {
                tally.Add(parameter, graph.Names, parameter.IsOfAllLayers ? 1 : node.Times);
            }
        }

        return tally._unnamed + tally._tensors.Where(tensor => !tally.IsInLayer(tensor)).Sum(tensor => tensor.Numbers * (tensor.LayerEnd - tensor.FirstLayer));
    }

    private void Add(Parameter parameter, TensorNames names, int layerEnd)
    {
        if (parameter.Count == 0)
        {
            return;
        }

        IReadOnlyList<TensorSource> sources = names.SourcesIfNamed(parameter);
        if (sources.Count == 0)
        {
            _unnamed += parameter.Count * (layerEnd - parameter.FirstLayer);
            return;
        }

        long columns = parameter.Shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        foreach (TensorPiece piece in sources[0].Pieces)
        {
            if (piece.Name is { } name)
            {
                bool isOfLayer = name.Contains(NameTemplate.Layer);
                Add(new(name, piece.First, piece.Count, piece.Count * columns) { FirstLayer = isOfLayer ? parameter.FirstLayer : 0, LayerEnd = isOfLayer ? layerEnd : 1 });
            }
        }
    }

    private void Add(Counted tensor)
    {
        if (_tensors.Find(other => other.IsSame(tensor) && other.Name == tensor.Name) is { } known)
        {
            known.FirstLayer = Math.Min(known.FirstLayer, tensor.FirstLayer);
            known.LayerEnd = Math.Max(known.LayerEnd, tensor.LayerEnd);
        }
        else
        {
            _tensors.Add(tensor);
        }
    }

    /// <summary>Whether a tensor that is there once is also that of a layer: <c>layers.0.norm</c> beside <c>layers.{layer}.norm</c>.</summary>
    private bool IsInLayer(Counted tensor)
    {
        foreach (Counted other in _tensors)
        {
            int start = other.Name.IndexOf(NameTemplate.Layer, StringComparison.Ordinal);
            if (start < 0 || !other.IsSame(tensor) || tensor.Name.Contains(NameTemplate.Layer) || !tensor.Name.StartsWith(other.Name.Substring(0, start), StringComparison.Ordinal))
            {
                continue;
            }

            int layer = 0;
            for (int i = start; i < tensor.Name.Length && tensor.Name[i] is >= '0' and <= '9' && layer < other.LayerEnd; i++)
            {
                layer = (10 * layer) + (tensor.Name[i] - '0');
                if (layer >= other.FirstLayer && layer < other.LayerEnd && other.Name.Replace(NameTemplate.Layer, Literals.Integer(layer)) == tensor.Name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Some rows of a tensor, or all; of each layer where the name has the layer in it.</summary>
    private sealed class Counted(string name, int first, int count, long numbers)
    {
        public string Name { get; } = name;

        /// <summary>The numbers in one layer.</summary>
        public long Numbers { get; } = numbers;

        public int FirstLayer { get; set; }

        public int LayerEnd { get; set; }

        private int First { get; } = first;

        private int Count { get; } = count;

        /// <summary>Whether it is the same rows of a tensor of the same size.</summary>
        public bool IsSame(Counted other) => First == other.First && Count == other.Count && Numbers == other.Numbers;
    }
}
