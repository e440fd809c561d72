using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Graph;

/// <summary>
/// Which parameters of a model are one tensor of its checkpoint and can be kept once: the table of an embedding and the head that is tied to it, two heads or
/// norms under one name. Whether they are the same tensor must be certain before there is a file, so the ways in which a checkpoint may hold them are compared.
/// </summary>
internal sealed class TiedParameters
{
    private readonly List<StoredParameter> _all = [];

    private TiedParameters()
    {
    }

    /// <summary>Compares all parameters of a model.</summary>
    public static TiedParameters Of(ModuleGraph graph)
    {
        TiedParameters tied = new();
        foreach (Node node in graph.Nodes)
        {
            foreach (Parameter parameter in node.Ops.SelectMany(op => op.Parameters))
            {
                tied.Add(parameter, parameter.IsOfAllLayers ? null : node as Repeat, graph.Names);
            }
        }

        return tied;
    }

    /// <summary>How a parameter of the model is stored, alone or with those that are the same tensor.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="layers">The layers that have one each, or null.</param>
    public StoredParameter Stored(Parameter parameter, Repeat? layers) => _all.Find(stored => stored.Layers == layers && stored.Parameters.Contains(parameter))
        ?? throw new InvalidOperationException($"The model has no parameter {parameter.ConstantName}.");

    private void Add(Parameter parameter, Repeat? layers, TensorNames names)
    {
        IReadOnlyList<TensorSource> sources = names.SourcesIfNamed(parameter);
        if (!_all.Exists(other => other.TryAdd(parameter, layers, sources)))
        {
            _all.Add(new(parameter, layers, sources));
        }
    }
}

/// <summary>A tensor as it is stored, and the parameters that it is.</summary>
internal sealed class StoredParameter
{
    private readonly List<Parameter> _parameters;

    public StoredParameter(Parameter parameter, Repeat? layers, IReadOnlyList<TensorSource> sources)
    {
        _parameters = [parameter];
        Layers = layers;
        Packing = parameter.Packing;
        Sources = sources;
    }

    /// <summary>The parameters, in the order of the model. The first one gives the place its name and says how a new model starts.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The layers that have one each, or null.</summary>
    public Repeat? Layers { get; }

    /// <summary>Whether kernels read the tensor as the file has it. Not if it is multiplied with factors as it is packed, is such factors, or is computed.</summary>
    public bool CanBeShared => !_parameters[0].IsScaled && Packing is not (Packing.Sinusoids or Packing.Factors);

    /// <summary>The packing that all of them can be read in.</summary>
    public Packing Packing { get; private set; }

    /// <summary>The ways in which a checkpoint may hold all of them, the first being tried first.</summary>
    public IReadOnlyList<TensorSource> Sources { get; private set; }

    /// <summary>Adds a parameter if it is the same tensor and can be read where this one is.</summary>
    public bool TryAdd(Parameter parameter, Repeat? layers, IReadOnlyList<TensorSource> sources)
    {
        if (layers != Layers)
        {
            return false;
        }

        if (_parameters.Contains(parameter))
        {
            return true;
        }

        if (!CanBeShared || parameter.IsScaled || !IsSameTensor(sources) || !IsSameShape(parameter) || !(parameter.Packing == Packing || CanBeInPanels(parameter)))
        {
            return false;
        }

        Packing = parameter.Packing == Packing ? Packing : Packing.Panels;
        _parameters.Add(parameter);

        // Where one has fewer ways, the others must be found in those too.
        Sources = sources.Count < Sources.Count ? sources : Sources;
        return true;
    }

    /// <summary>
    /// Whether whatever file loads has one tensor for both: the first way is the same, and either it is the only way of one of them, or all the others are the
    /// same too.
    /// </summary>
    private bool IsSameTensor(IReadOnlyList<TensorSource> sources)
    {
        if (sources.Count == 0 || Sources.Count == 0 || !sources[0].Equals(Sources[0]))
        {
            return false;
        }

        return sources.Count == 1 || Sources.Count == 1 || sources.SequenceEqual(Sources);
    }

    private bool IsSameShape(Parameter parameter)
    {
        Parameter first = _parameters[0];
        return first.Shape.Equals(parameter.Shape) && first.OtherShapes.Equals(parameter.OtherShapes) && first.Kernel == parameter.Kernel
            && first.FirstLayer == parameter.FirstLayer && first.Buckets == parameter.Buckets;
    }

    /// <summary>Whether kernels can read both a parameter and those that are there from column panels, though not all of them must.</summary>
    private bool CanBeInPanels(Parameter parameter) =>
        (parameter.Packing == Packing.Panels && _parameters.All(other => other.IsReadableInPanels)) || (Packing == Packing.Panels && parameter.IsReadableInPanels);
}
