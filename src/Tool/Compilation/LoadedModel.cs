using System.Reflection;

namespace ShapeGen.Tool.Compilation;

/// <summary>A model with its weights.</summary>
/// <param name="model">The class.</param>
/// <param name="instance">The instance of the class.</param>
internal sealed class LoadedModel(CompiledModel model, object instance)
{
    /// <summary>The class.</summary>
    public CompiledModel Model { get; } = model;

    /// <summary>The instance of the generated class.</summary>
    public object Instance { get; } = instance;

    /// <summary>Runs the model.</summary>
    /// <exception cref="ArgumentException">The input does not fit; the message says why.</exception>
    public float[] Forward(ModelInput input, int threads = 1)
    {
        ModelCall call = input.Bind(this);
        float[] output = new float[Model.OutputLength(input.Lengths)];
        call(output, threads);
        return output;
    }

    /// <summary>A method of the generated class as a delegate: reflection cannot pass spans.</summary>
    public T Method<T>(string name)
        where T : Delegate
    {
        Type[] parameters = Array.ConvertAll(typeof(T).GetMethod("Invoke")!.GetParameters(), parameter => parameter.ParameterType);
        MethodInfo method = Model.Type.GetMethod(name, BindingFlags.Instance | BindingFlags.Public, parameters)
            ?? throw new MissingMethodException(Model.Name, $"{name}({string.Join<Type>(", ", parameters)})");
        return method.CreateDelegate<T>(Instance);
    }
}

/// <summary>A call of a model on one input. The delegate itself allocates nothing.</summary>
/// <param name="output">Receives the result.</param>
/// <param name="threads">The maximum number of threads.</param>
internal delegate void ModelCall(Span<float> output, int threads);
